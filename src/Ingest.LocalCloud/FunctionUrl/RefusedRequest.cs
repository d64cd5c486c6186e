using System.Text;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>A request that was not taken whole, and what it was told.</summary>
/// <param name="Body">As it was sent.</param>
/// <param name="Response">The body of the response.</param>
internal sealed record RefusedRequest(DateTimeOffset Time, string RequestId, int Status, string ContentType, string ContentEncoding, byte[] Body, byte[] Response)
{
    private const string ProblemPrefix = "urn:ingest:problem:";
    private const int LongestDetail = 500;
    private const int LongestEvent = 1000;

    public int Bytes => Body.Length + Response.Length;

    // {"type":"urn:ingest:problem:…","detail":…,"rejected":[{"index":0,"code":…,"pointer":…,"detail":…}],"retry":[{"index":1}],…}; a partly taken POST has the lists alone.

    /// <summary>Every event that was refused; one without an event for a request that was refused before there were any.</summary>
    public IReadOnlyList<Refusal> Refusals()
    {
        try
        {
            using var document = JsonDocument.Parse(Response);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return [Whole($"status {Status}", null)];
            var code = String(root, "type") is { } type && type.StartsWith(ProblemPrefix, StringComparison.Ordinal) ? type[ProblemPrefix.Length..] : $"status {Status}";
            List<JsonElement> rejected = [.. List(root, "rejected")], retry = [.. List(root, "retry")];
            if (rejected.Count + retry.Count == 0) return [Whole(code, String(root, "detail"))];
            var events = EventsAt([.. rejected.Concat(retry).Select(Index)]);
            return
            [
                .. rejected.Select(one => Of(one, String(one, "code") ?? code, isFinal: true)),
                .. retry.Select(one => Of(one, code, isFinal: false) with { Detail = Cut(String(root, "detail"), LongestDetail) }),
            ];

            Refusal Of(JsonElement one, string code, bool isFinal)
            {
                var sent = events.GetValueOrDefault(Index(one));
                return new Refusal(code, isFinal, Status, Time, RequestId)
                {
                    HasEvent = true,
                    Pointer = Cut(String(one, "pointer"), LongestDetail),
                    Detail = Cut(String(one, "detail"), LongestDetail),
                    DeviceId = Cut(SentEvents.DeviceOf(sent.Span), 128),
                    Event = Cut(Encoding.UTF8.GetString(sent.Span), LongestEvent),
                };
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a string in it that is no Unicode.
            return [Whole($"status {Status}", Encoding.UTF8.GetString(Response))];
        }
    }

    private Refusal Whole(string code, string? detail) => new(code, Status is not (429 or >= 500), Status, Time, RequestId)
    {
        Detail = Cut(detail, LongestDetail),
        Event = Cut(ContentEncoding.Length == 0 ? Encoding.UTF8.GetString(Body) : null, LongestEvent),
    };

    private Dictionary<int, ReadOnlyMemory<byte>> EventsAt(HashSet<int> places)
    {
        var isLines = ContentType.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || ContentType.Contains("jsonl", StringComparison.OrdinalIgnoreCase) || ContentType.Contains("stream+json", StringComparison.OrdinalIgnoreCase);
        return SentEvents.Decode(Body, ContentEncoding) is { } decoded ? SentEvents.Find(decoded, isLines, places) : [];
    }

    private static IEnumerable<JsonElement> List(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object) : [];

    private static int Index(JsonElement one) => one.TryGetProperty("index", out var index) && index.TryGetInt32(out var number) ? number : -1;

    private static string? String(JsonElement one, string name) => one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..most] + "…";
}

/// <summary>One event that was refused, or a request that was before its events were read.</summary>
/// <param name="Code">The problem's, or "status" and the number where the response names none.</param>
/// <param name="IsFinal">A resend cannot help.</param>
internal sealed record Refusal(string Code, bool IsFinal, int Status, DateTimeOffset Time, string RequestId)
{
    public bool HasEvent { get; init; }

    /// <summary>Null: not known.</summary>
    public string? DeviceId { get; init; }

    public string? Pointer { get; init; }

    public string? Detail { get; init; }

    /// <summary>What was sent, cut.</summary>
    public string? Event { get; init; }
}
