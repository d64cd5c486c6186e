using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Function.Decoding;
using Ingest.Function.Problems;

namespace Ingest.Function.FunctionUrl;

/// <summary>Turns a report or a problem into a response; the status table of docs/api.md is <see cref="Decide"/>.</summary>
internal static class ResponseWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The problem that decides a POST's status; null for 202 (all stored) and 200 (some rejected, all others stored).
    /// A 2xx never hides an event that a resend could save.
    /// </summary>
    public static Problem? Decide(IngestReport report, bool isThrottled) =>
        report.Retry.Count > 0 ? (isThrottled ? Problem.Throttled : Problem.Unavailable)
        : report.Rejected.Count == report.Received ? Problem.AllRejected
        : null;

    /// <summary>202, or 200 where some events were rejected or nothing was to be written.</summary>
    public static FunctionUrlResponse Success(IngestReport report, bool isDryRun)
    {
        var outcome = isDryRun ? "dry-run" : report.Rejected.Count == 0 ? "accepted" : "partially-rejected";
        return new FunctionUrlResponse
        {
            StatusCode = isDryRun || report.Rejected.Count > 0 ? 200 : 202,
            Headers = new ResponseHeaders { ContentType = "application/json", Outcome = outcome },
            Body = Write(json =>
            {
                if (isDryRun) json.WriteBoolean("dryRun"u8, true);
                WriteReport(json, report);
            }),
        };
    }

    /// <summary>An RFC 9457 problem that accounts for every event of the POST.</summary>
    /// <param name="problem">Gives status, type and title.</param>
    /// <param name="detail">What was wrong this time.</param>
    /// <param name="requestId">For the operator's logs.</param>
    /// <param name="report">Null where the request was no POST of events.</param>
    /// <param name="retryAfter">Rounded up to whole seconds, at least one; given where the problem is retryable.</param>
    /// <param name="allow">The methods the path knows, on 405.</param>
    public static FunctionUrlResponse Refusal(Problem problem, string detail, string requestId, IngestReport? report = null, TimeSpan retryAfter = default, string? allow = null) => new()
    {
        StatusCode = problem.Status,
        Headers = new ResponseHeaders
        {
            ContentType = "application/problem+json",
            Outcome = problem.Code,
            Allow = allow,
            AcceptEncoding = problem == Problem.UnsupportedEncoding ? RequestBody.Encodings : null,
            RetryAfter = problem.Retryable ? Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null,
        },
        Body = Write(json =>
        {
            json.WriteString("type"u8, $"urn:ingest:problem:{problem.Code}");
            json.WriteString("title"u8, problem.Title);
            json.WriteNumber("status"u8, problem.Status);
            json.WriteString("detail"u8, detail);
            json.WriteString("requestId"u8, requestId);
            if (report is not null) WriteReport(json, report);
        }),
    };

    public static FunctionUrlResponse Healthy() => new()
    {
        StatusCode = 200,
        Headers = new ResponseHeaders { ContentType = "application/json", Outcome = "healthy" },
        Body = Write(json => json.WriteString("status"u8, "ok"u8)),
    };

    private static void WriteReport(Utf8JsonWriter json, IngestReport report)
    {
        json.WriteNumber("received"u8, report.Received);
        json.WriteNumber("accepted"u8, report.Accepted);
        json.WriteNumber("duplicates"u8, report.Duplicates);
        if (report.Rejected.Count > 0)
        {
            json.WriteStartArray("rejected"u8);
            foreach (var rejection in report.Rejected)
            {
                json.WriteStartObject();
                json.WriteNumber("index"u8, rejection.Index);
                if (rejection.Id is not null) json.WriteString("id"u8, rejection.Id);
                json.WriteString("code"u8, rejection.Problem.Code);
                json.WriteString("pointer"u8, rejection.Pointer);
                json.WriteString("detail"u8, rejection.Detail);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        if (report.Retry.Count == 0) return;
        json.WriteStartArray("retry"u8);
        foreach (var (index, id) in report.Retry)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteString("id"u8, id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static Utf8Body Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        var body = ArrayPool<byte>.Shared.Rent(buffer.WrittenCount);
        buffer.WrittenSpan.CopyTo(body);
        return new Utf8Body(body, buffer.WrittenCount);
    }
}
