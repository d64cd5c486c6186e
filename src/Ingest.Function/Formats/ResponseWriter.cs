using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Function.Buffers;
using Ingest.Function.Encodings;
using Ingest.Function.Events;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Formats;

/// <summary>Turns a report or a problem into a response.</summary>
internal static class ResponseWriter
{
    /// <summary>What a list of hundreds of refusals needed is not kept for the next answer.</summary>
    private const int LongestKept = 64 * 1024;

    private static readonly ResponseHeaders Accepted = new() { ContentType = "application/json", Outcome = "accepted" };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? _writer;

    /// <summary>202, or 200 where some events were rejected or nothing was to be written.</summary>
    public static FunctionUrlResponse Success(IngestReport report, bool isDryRun)
    {
        var outcome = isDryRun ? "dry-run" : report.Rejected.Count == 0 ? Accepted.Outcome : "partially-rejected";
        return new FunctionUrlResponse
        {
            StatusCode = isDryRun || report.Rejected.Count > 0 ? 200 : 202,
            Headers = ReferenceEquals(outcome, Accepted.Outcome) ? Accepted : new ResponseHeaders { ContentType = "application/json", Outcome = outcome },
            Body = Write((report, isDryRun), static (json, answer) =>
            {
                if (answer.isDryRun) json.WriteBoolean("dryRun"u8, true);
                WriteReport(json, answer.report);
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
        Body = Write((problem, detail, requestId, report), static (json, answer) =>
        {
            json.WriteString("type"u8, $"urn:ingest:problem:{answer.problem.Code}");
            json.WriteString("title"u8, answer.problem.Title);
            json.WriteNumber("status"u8, answer.problem.Status);
            json.WriteString("detail"u8, ResponseSize.Cut(answer.detail));
            json.WriteString("requestId"u8, answer.requestId);
            if (answer.report is { } account) WriteReport(json, account);
        }),
    };

    public static FunctionUrlResponse Healthy() => new()
    {
        StatusCode = 200,
        Headers = new ResponseHeaders { ContentType = "application/json", Outcome = "healthy" },
        Body = Write(0, static (json, _) => json.WriteString("status"u8, "ok"u8)),
    };

    private static void WriteReport(Utf8JsonWriter json, in IngestReport report)
    {
        json.WriteNumber("received"u8, report.Received);
        json.WriteNumber("accepted"u8, report.Accepted);
        json.WriteNumber("duplicates"u8, report.Duplicates);
        var (rejected, retry) = ResponseSize.Fit(report.Rejected, report.Retry);
        if (report.Rejected.Count > 0)
        {
            json.WriteStartArray("rejected"u8);
            for (var i = 0; i < rejected; i++) WriteRejection(json, report.Rejected[i]);
            json.WriteEndArray();
        }
        if (report.Retry.Count > 0)
        {
            json.WriteStartArray("retry"u8);
            for (var i = 0; i < retry; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("index"u8, report.Retry[i].Index);
                json.WriteString("id"u8, report.Retry[i].Id);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        if (rejected == report.Rejected.Count && retry == report.Retry.Count) return;
        json.WriteStartObject("truncated"u8);
        json.WriteNumber("rejected"u8, report.Rejected.Count - rejected);
        json.WriteNumber("retry"u8, report.Retry.Count - retry);
        json.WriteEndObject();
    }

    private static void WriteRejection(Utf8JsonWriter json, Rejection rejection)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, rejection.Index);
        if (rejection.Id is not null) json.WriteString("id"u8, rejection.Id);
        WriteFault(json, rejection.Fault);
        if (rejection.More.Count > 0)
        {
            json.WriteStartArray("more"u8);
            foreach (var fault in rejection.More)
            {
                json.WriteStartObject();
                WriteFault(json, fault);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteFault(Utf8JsonWriter json, EventError fault)
    {
        json.WriteString("code"u8, fault.Problem.Code);
        json.WriteString("pointer"u8, fault.Pointer);
        json.WriteString("detail"u8, fault.Detail);
    }

    private static Utf8Body Write<T>(T answer, Action<Utf8JsonWriter, T> members)
    {
        var (buffer, json) = _writer ?? NewWriter();
        // A writer that threw is not used again.
        _writer = null;
        json.WriteStartObject();
        members(json, answer);
        json.WriteEndObject();
        json.Flush();
        var length = buffer.WrittenCount;
        var body = ArrayPool<byte>.Shared.Rent(length);
        buffer.WrittenSpan.CopyTo(body);
        buffer.ResetWrittenCount();
        json.Reset();
        if (buffer.Capacity <= LongestKept) _writer = (buffer, json);
        return Utf8Body.Rent(body, length);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) NewWriter()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        return (buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }
}
