using System.Globalization;
using System.Text.Json;
using Ingest.Function.Problems;

namespace Ingest.Function.FunctionUrl;

/// <summary>An RFC 9457 problem as a response.</summary>
internal static class ProblemResponse
{
    /// <summary>A detail may quote the request, whose parts may have any length.</summary>
    private const int LongestDetail = 1024;

    /// <summary>A problem without further members.</summary>
    public static FunctionUrlResponse Of(Problem problem, string detail, string requestId, params ReadOnlySpan<ResponseHeader> headers) =>
        Of(problem, detail, requestId, TimeSpan.Zero, headers, 0, static (_, _) => { });

    /// <param name="problem">Gives status, type and title.</param>
    /// <param name="detail">What was wrong this time.</param>
    /// <param name="requestId">For the operator's logs.</param>
    /// <param name="retryAfter">Rounded up to whole seconds, at least one; written if the problem is retryable.</param>
    /// <param name="headers">Beside those that every problem has.</param>
    /// <param name="source">What further members are written from.</param>
    /// <param name="members">Writes them.</param>
    public static FunctionUrlResponse Of<T>(Problem problem, string detail, string requestId, TimeSpan retryAfter, ReadOnlySpan<ResponseHeader> headers, T source, Action<Utf8JsonWriter, T> members) => new(
        problem.Status,
        [
            new("content-type", "application/problem+json"),
            FunctionUrlResponse.NotCached,
            new(FunctionUrlResponse.Outcome, problem.Code),
            .. problem.Retryable ? (ReadOnlySpan<ResponseHeader>)[new("retry-after", Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture))] : [],
            .. headers,
        ],
        JsonBody.Write((problem, detail, requestId, source, members), static (json, response) =>
        {
            json.WriteString("type"u8, $"urn:ingest:problem:{response.problem.Code}");
            json.WriteString("title"u8, response.problem.Title);
            json.WriteNumber("status"u8, response.problem.Status);
            json.WriteString("detail"u8, Cut(response.detail));
            json.WriteString("requestId"u8, response.requestId);
            response.members(json, response.source);
        }));

    private static string Cut(string detail) =>
        detail.Length <= LongestDetail ? detail : $"{Excerpt.Of(detail, LongestDetail)}… ({detail.Length} characters)";
}
