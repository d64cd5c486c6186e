using Amazon.Lambda.Core;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Endpoints;

/// <summary>What the function does at a path.</summary>
internal interface IEndpoint
{
    string[] Paths { get; }

    /// <summary>In the order in which Allow lists them.</summary>
    string[] Methods { get; }

    /// <exception cref="ProblemException">The request cannot be served; <see cref="Refuse"/> says so.</exception>
    ValueTask<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context);

    /// <summary>The response that names a problem, in the endpoint's own format.</summary>
    FunctionUrlResponse Refuse(FunctionUrlRequest request, Problem problem, string detail, string requestId);
}
