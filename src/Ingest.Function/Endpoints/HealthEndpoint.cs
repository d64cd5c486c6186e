using Amazon.Lambda.Core;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Endpoints;

/// <summary>The function runs. Nothing is said of the sinks.</summary>
internal sealed class HealthEndpoint : IEndpoint
{
    public string[] Paths { get; } = ["/health"];

    public string[] Methods { get; } = ["GET", "HEAD"];

    public ValueTask<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context) => new(new FunctionUrlResponse(
        200,
        [new("content-type", "application/json"), FunctionUrlResponse.NotCached, new(FunctionUrlResponse.Outcome, "healthy")],
        JsonBody.Write(0, static (json, _) => json.WriteString("status"u8, "ok"u8))));

    public FunctionUrlResponse Refuse(FunctionUrlRequest request, Problem problem, string detail, string requestId) => ProblemResponse.Of(problem, detail, requestId);
}
