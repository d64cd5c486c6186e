using System.Text.Json;
using Ingest.Function.Authentication;
using Ingest.Function.Delivery;
using Ingest.Function.Events;
using Ingest.Function.Formats;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Logging;
using Ingest.Function.Metrics;
using Ingest.Function.Problems;

namespace Ingest.Function.Endpoints;

/// <summary>
/// What became of each POST, for the operator: counted always, and what was refused explained by samples in the log. A line has
/// nothing of a body but the name of a device and a pointer, both cut and escaped; a problem's detail may quote values.
/// </summary>
internal sealed class PostAccount(IngestMetrics metrics, LogWriter log)
{
    /// <summary>A pointer's last name is the producer's own; its beginning is enough.</summary>
    private const int LongestPointer = 128;

    /// <summary>AWS's have 36 to 52 characters.</summary>
    private const int LongestRequestId = 128;

    /// <summary>A POST whose events were read.</summary>
    /// <param name="result">Its response.</param>
    /// <param name="stored">What the sinks made of it.</param>
    /// <param name="sent">Bytes of its body.</param>
    public void Note(in PostResult result, DeliveryResult stored, int sent, Caller caller, FunctionUrlRequest request)
    {
        var report = result.Report;
        // The valid events of a strict POST are in retry, but no sink refused them.
        var isStrict = result.Problem == Problem.StrictRejected;
        metrics.NotePost(report.Received, report.Accepted, report.Duplicates, isStrict ? 0 : report.Retry.Count, sent);
        if (isStrict) metrics.NoteRejected(Problem.StrictRejected, report.Retry.Count);
        if (report.Rejected.Count > 0) NoteRejected(report, result.RequestId, NameOf(caller, request));
        if (stored.Problem is { } problem) LogNotStored(problem, stored, result, NameOf(caller, request));
    }

    /// <summary>A POST of which no event was read.</summary>
    public void NoteRefused(Problem problem, string requestId, FunctionUrlRequest request)
    {
        metrics.NoteRefused(problem);
        // What an operator must mend was logged where it was found.
        if (problem.Level != ProblemLevel.None || problem == Problem.Forbidden) return;
        log.Sample(
            ProblemLevel.Warning, $"refused {problem.Code}", $"{problem.Code}: a POST was refused, and none of its events read", requestId, request.CallerArn, problem,
            static (json, problem) => json.WriteString("code"u8, problem.Code));
    }

    private void NoteRejected(IngestReport report, string requestId, string caller)
    {
        foreach (var same in report.Rejected.GroupBy(static rejection => rejection.Problem))
        {
            var events = same.Count();
            metrics.NoteRejected(same.Key, events);
            log.Sample(
                ProblemLevel.Warning, $"rejected {same.Key.Code}", $"{same.Key.Code}: {events} of {report.Received} events are rejected", requestId, caller,
                (same.First(), events), WriteRejection);
        }
    }

    private void LogNotStored(Problem problem, DeliveryResult stored, in PostResult result, string caller)
    {
        var message = $"{problem.Code}: {result.Detail}";
        if (stored.Refusals.Count == 0) log.Sample(problem.Level, problem.Code, message, result.RequestId, caller);
        foreach (var refusal in stored.Refusals)
            log.Sample(refusal.Cause.Level, $"{refusal.Sink} {refusal.Cause.Code}", message, result.RequestId, caller, refusal, WriteRefusal);
    }

    /// <summary>The first event of a code.</summary>
    private static void WriteRejection(Utf8JsonWriter json, (Rejection First, int Events) rejected)
    {
        json.WriteString("code"u8, rejected.First.Problem.Code);
        json.WriteString("pointer"u8, Excerpt.Of(rejected.First.Pointer, LongestPointer));
        if (rejected.First.Device is { } device) json.WriteString("device"u8, device);
        json.WriteNumber("events"u8, rejected.Events);
    }

    private static void WriteRefusal(Utf8JsonWriter json, SinkRefusal refusal)
    {
        json.WriteString("sink"u8, refusal.Sink);
        json.WriteString("cause"u8, refusal.Cause.Code);
        json.WriteString("target"u8, refusal.Target);
        json.WriteNumber("events"u8, refusal.Events);
        json.WriteNumber("attempts"u8, refusal.Attempts);
        if (refusal.Error?.Code is { } code) json.WriteString("awsCode"u8, code);
        if (refusal.Error?.RequestId is { } id) json.WriteString("awsRequestId"u8, Excerpt.Of(id, LongestRequestId));
    }

    private static string NameOf(Caller caller, FunctionUrlRequest request) => caller.Name ?? request.CallerArn;
}
