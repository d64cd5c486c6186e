using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Authentication;

/// <summary>
/// The platform verified the caller's signature, and says so in the event's requestContext.authorizer.iam (Lambda developer guide,
/// urls-invocation). If it does not, the URL's AuthType is NONE, and nobody was asked for anything.
/// </summary>
internal sealed class IamAuthenticator : IAuthenticator
{
    public string? Challenge => null;

    public Verdict Judge(FunctionUrlRequest request, long now) => request.IsCallerVerified
        ? default
        : new Verdict(default, Problem.Forbidden, "AUTH is iam, and the platform verified nobody: the URL's AuthType is not AWS_IAM. Its operator must set AUTH to api-key or hmac, or AuthType to AWS_IAM.");
}
