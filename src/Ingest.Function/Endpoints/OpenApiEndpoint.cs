using System.Buffers;
using Amazon.Lambda.Core;
using Ingest.Function.Buffers;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Endpoints;

/// <summary>The HTTP contract as OpenAPI: docs/openapi.yaml, as JSON.</summary>
internal sealed class OpenApiEndpoint : IEndpoint
{
    /// <summary>Written from docs/openapi.yaml by OpenApiTests, which hold it to that file.</summary>
    private const string Resource = "openapi.json";

    public string[] Paths { get; } = ["/openapi.json"];

    public string[] Methods { get; } = ["GET", "HEAD"];

    public ValueTask<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context)
    {
        using var document = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream(Resource)!;
        var buffer = ArrayPool<byte>.Shared.Rent((int)document.Length);
        document.ReadExactly(buffer, 0, (int)document.Length);
        return new(new FunctionUrlResponse(
            200,
            [new("content-type", "application/json"), FunctionUrlResponse.NotCached, new(FunctionUrlResponse.Outcome, "openapi")],
            Utf8Body.Rent(buffer, (int)document.Length)));
    }

    public FunctionUrlResponse Refuse(FunctionUrlRequest request, Problem problem, string detail, string requestId) => ProblemResponse.Of(problem, detail, requestId);
}
