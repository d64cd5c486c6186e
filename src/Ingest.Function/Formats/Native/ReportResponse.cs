using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Ingest.Function.Buffers;
using Ingest.Function.Events;
using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Formats.Native;

/// <summary>A report as a JSON response, or as members of a problem.</summary>
internal static class ReportResponse
{
    private static readonly ResponseHeader[] Accepted = Headers("accepted");
    private static readonly ResponseHeader[] PartiallyRejected = Headers("partially-rejected");
    private static readonly ResponseHeader[] DryRun = Headers("dry-run");

    public static FunctionUrlResponse Of(in PostResult result) => result.Problem is { } problem
        ? ProblemResponse.Of(problem, result.Detail + Advice(result.Report, problem), result.RequestId, result.RetryAfter, result.Headers, result.Report, static (json, report) => WriteReport(json, report))
        : Success(result.Report, result.IsDryRun);

    /// <summary>202, or 200 if some events were rejected or nothing was to be written.</summary>
    private static FunctionUrlResponse Success(IngestReport report, bool isDryRun) => new(
        isDryRun || report.Rejected.Count > 0 ? 200 : 202,
        isDryRun ? DryRun : report.Rejected.Count == 0 ? Accepted : PartiallyRejected,
        !isDryRun && report.Rejected.Count == 0 ? Counts(report) : JsonBody.Write((report, isDryRun), static (json, response) =>
        {
            if (response.isDryRun) json.WriteBoolean("dryRun"u8, true);
            WriteReport(json, response.report);
        }));

    /// <summary>The report of a POST that is stored whole. The JSON writer's tables of characters were a tenth of a cold start's instructions.</summary>
    private static Utf8Body Counts(IngestReport report)
    {
        var body = ArrayPool<byte>.Shared.Rent(128);
        Utf8.TryWrite(body, CultureInfo.InvariantCulture, $$"""{"received":{{report.Received}},"accepted":{{report.Accepted}},"duplicates":{{report.Duplicates}}}""", out var length);
        return Utf8Body.Rent(body, length);
    }

    /// <summary>What to do with what is not stored: of an overload the whole POST sent again makes a lasting one.</summary>
    private static string Advice(IngestReport report, Problem problem)
    {
        if (!problem.Retryable || report.Retry.Count == 0) return "";
        var (_, listed) = ResponseSize.Fit(report.Rejected, report.Retry);
        return listed < report.Retry.Count
            ? $", of which retry names the first {listed}. Send the whole request again: that is safe."
            : ". Send those in retry again, alone: sending the whole request again is safe too, but adds the writes that an overload lasts by.";
    }

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
        WriteError(json, rejection.Error);
        if (rejection.More.Count > 0)
        {
            json.WriteStartArray("more"u8);
            foreach (var error in rejection.More)
            {
                json.WriteStartObject();
                WriteError(json, error);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, EventError error)
    {
        json.WriteString("code"u8, error.Problem.Code);
        json.WriteString("pointer"u8, error.Pointer);
        json.WriteString("detail"u8, error.Detail);
    }

    private static ResponseHeader[] Headers(string outcome) => [new("content-type", "application/json"), new(FunctionUrlResponse.Outcome, outcome)];
}
