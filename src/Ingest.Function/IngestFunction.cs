using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Lambda.Core;
using Ingest.Function.Buffers;
using Ingest.Function.Delivery;
using Ingest.Function.Encodings;
using Ingest.Function.Endpoints;
using Ingest.Function.Events;
using Ingest.Function.Formats;
using Ingest.Function.Formats.Native;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Logging;
using Ingest.Function.Problems;
using Ingest.Function.Runtime;
using Ingest.Function.Settings;

namespace Ingest.Function;

/// <summary>
/// The request path, from a Function URL event to its response:
/// 1. find the route; 2. get the body as the producer's bytes; 3. split it into events and validate each;
/// 4. collapse duplicates and refuse what no sink can hold; 5. stop here where nothing is to be written;
/// 6. store the rest in every sink; 7. account for every event and decide the status.
/// </summary>
internal sealed class IngestFunction(IngestSettings settings, EventDelivery delivery, TimeProvider time, LogWriter log)
{
    /// <summary>
    /// Kept back from the invocation's remaining time to write and send the answer: enough for the longest list of
    /// refused events at the smallest memory size, so that the platform's own 502 is never seen.
    /// </summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromMilliseconds(500);

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<FunctionUrlResponse> HandleAsync(FunctionUrlRequest request, ILambdaContext context)
    {
        try
        {
            // 1
            switch (Routes.Find(request, out var allow))
            {
                case Route.Health:
                    return ResponseWriter.Healthy();
                case Route.UnknownPath:
                    return ResponseWriter.Refusal(Problem.UnknownPath, $"POST events to /v1/events; there is nothing at {request.RawPath}.{ForeignFormat.Hint(request)}", context.AwsRequestId);
                case Route.MethodNotAllowed:
                    return ResponseWriter.Refusal(Problem.MethodNotAllowed, $"{request.RawPath} knows {allow}; the request was {request.Context.Http.Method}.", context.AwsRequestId, allow: allow);
                default:
                    return await HandleEventsAsync(request, context);
            }
        }
        catch (ProblemException refusal)
        {
            var hint = refusal.Problem == Problem.InvalidOption || refusal.Problem == Problem.InvalidEnvelope ? "" : ForeignFormat.Hint(request);
            return ResponseWriter.Refusal(refusal.Problem, refusal.Message + hint, context.AwsRequestId, IngestReport.Nothing);
        }
        // The boundary to the platform: its bare 502 would tell a producer nothing, not even that a resend is safe.
        catch (Exception e)
        {
            log.Error(e.ToString(), context.AwsRequestId);
            return ResponseWriter.Refusal(Problem.InternalError, "Nothing is known of the events; sending them again is safe.", context.AwsRequestId, IngestReport.Nothing);
        }
        finally
        {
            request.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    private async ValueTask<FunctionUrlResponse> HandleEventsAsync(FunctionUrlRequest request, ILambdaContext context)
    {
        // 2
        var options = RequestOptions.Read(request);
        var body = RequestBody.Read(request, settings);

        // 3
        // Calls that outlive the request still read the batch, and the body under it.
        using var batch = EventBatch.Rent(body, context.AwsRequestId, ReceivedAt(request), request.Body?.Hold());
        BodyReader.Decode(batch, settings, cameAsText: !request.IsBase64Encoded);

        // 4
        batch.CollapseDuplicates();
        delivery.RejectWhatCannotFit(batch);

        // 5
        if (options.IsStrict && batch.Rejections.Count > 0)
        {
            var none = Report(batch, DeliveryResult.NothingStored(batch.Events.Count));
            return ResponseWriter.Refusal(Problem.StrictRejected, $"{none.Rejected.Count} of {none.Received} events are invalid; nothing was written.", context.AwsRequestId, none);
        }
        if (options.IsDryRun) return DryRun(request, batch, context);

        // 6
        var stored = batch.Events.Count == 0 ? DeliveryResult.AllStored : await delivery.WriteAsync(batch, InvocationBudget.Bounded(context.RemainingTime) - AnswerMargin);

        // 7
        var report = Report(batch, stored);
        // The status table of docs/api.md. A 2xx never hides an event that a resend could save.
        if (stored.Problem is not { } problem)
            return report.Rejected.Count == report.Received ? AllRejected(request, report, context) : ResponseWriter.Success(report, isDryRun: false);
        var detail = NotStored(report, stored.Detail);
        Log(problem, detail, context);
        return ResponseWriter.Refusal(problem, detail, context.AwsRequestId, report, stored.NextDelay);
    }

    /// <summary>The platform's clock if the event has it: the machine's own may be minutes off after a thaw.</summary>
    private long ReceivedAt(FunctionUrlRequest request) =>
        request.Context.TimeEpoch is > 0 and <= EventTime.Latest and var platform ? platform : time.GetUtcNow().ToUnixTimeMilliseconds();

    private static FunctionUrlResponse DryRun(FunctionUrlRequest request, EventBatch batch, ILambdaContext context)
    {
        var report = Report(batch, DeliveryResult.AllStored);
        return report.Rejected.Count == report.Received ? AllRejected(request, report, context) : ResponseWriter.Success(report, isDryRun: true);
    }

    private static FunctionUrlResponse AllRejected(FunctionUrlRequest request, IngestReport report, ILambdaContext context) =>
        ResponseWriter.Refusal(Problem.AllRejected, (report.Received == 1 ? "The event is not valid; see rejected." : $"None of the {report.Received} events is valid; see rejected.") + ForeignFormat.Hint(request), context.AwsRequestId, report);

    /// <summary>What to do: of an overload the whole POST sent again makes a lasting one.</summary>
    private static string NotStored(in IngestReport report, string why)
    {
        var start = $"{report.Retry.Count} of {report.Received} events are not stored{(why.Length > 0 ? $" ({why})" : "")}";
        var (_, listed) = ResponseSize.Fit(report.Rejected, report.Retry);
        return listed < report.Retry.Count
            ? $"{start}, of which retry names the first {listed}. Send the whole request again: that is safe."
            : $"{start}. Send those in retry again, alone: sending the whole request again is safe too, but adds the writes that an overload lasts by.";
    }

    private static IngestReport Report(EventBatch batch, DeliveryResult stored)
    {
        var retry = stored.NotStored.Count == 0 ? [] : Name(batch, stored.NotStored);
        var rejected = stored.Rejections.Count == 0 ? batch.Rejections : [.. batch.Rejections.Concat(stored.Rejections).OrderBy(r => r.Index)];
        return new IngestReport(batch.Received, batch.Events.Count - retry.Length - stored.Rejections.Count, batch.Duplicates, rejected, retry);
    }

    private static (int Index, string Id)[] Name(EventBatch batch, IReadOnlyList<int> places) =>
        [.. places.Select(place => (batch.Events[place].Index, Encoding.UTF8.GetString(batch.Text(batch.Events[place].Id))))];

    private void Log(Problem problem, string detail, ILambdaContext context)
    {
        if (problem.Level == ProblemLevel.Warning) log.Warning($"{problem.Code}: {detail}", context.AwsRequestId);
        else if (problem.Level == ProblemLevel.Error) log.Error($"{problem.Code}: {detail}", context.AwsRequestId);
    }
}
