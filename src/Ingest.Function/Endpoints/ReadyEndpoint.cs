using Amazon.Lambda.Core;
using Ingest.Function.Delivery;
using Ingest.Function.Events;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Endpoints;

/// <summary>
/// What the last POST to each sink came to, in this execution environment: no sink is asked, and another environment may know
/// otherwise. 503 if one of them stored nothing for any other reason than throttling.
/// </summary>
internal sealed class ReadyEndpoint(EventDelivery delivery) : IEndpoint
{
    public string[] Paths { get; } = ["/ready"];

    public string[] Methods { get; } = ["GET", "HEAD"];

    public ValueTask<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context)
    {
        var isReady = delivery.Writers.All(static writer => writer.LastOutcome.Problem is not { Status: 503 });
        return new(new FunctionUrlResponse(
            isReady ? 200 : 503,
            [new("content-type", "application/json"), FunctionUrlResponse.NotCached, new(FunctionUrlResponse.Outcome, isReady ? "ready" : "not-ready")],
            JsonBody.Write((delivery.Writers, isReady), static (json, state) =>
            {
                json.WriteString("status"u8, state.isReady ? "ready"u8 : "not-ready"u8);
                json.WriteStartArray("sinks"u8);
                foreach (var writer in state.Writers)
                {
                    var last = writer.LastOutcome;
                    json.WriteStartObject();
                    json.WriteString("name"u8, writer.Sink.Name);
                    json.WriteString("outcome"u8, last.At == 0 ? "unknown" : last.Problem?.Code ?? "stored");
                    if (last.At != 0) json.WriteString("at"u8, EventTime.Format(last.At));
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            })));
    }

    public FunctionUrlResponse Refuse(FunctionUrlRequest request, Problem problem, string detail, string requestId) => ProblemResponse.Of(problem, detail, requestId);
}
