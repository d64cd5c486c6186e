using Ingest.Function.FunctionUrl;

namespace Ingest.Function.Authentication;

/// <summary>Everyone may post: the operator has consented with ALLOW_ANONYMOUS.</summary>
internal sealed class NoAuthenticator : IAuthenticator
{
    public string? Challenge => null;

    public Verdict Judge(FunctionUrlRequest request, long now) => default;
}
