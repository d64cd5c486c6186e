using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Ingest.Suites.Fuzz;

/// <summary>What docs/api.md says of a request whose body is valid JSON.</summary>
/// <param name="Status">The status, were the sinks to take everything.</param>
/// <param name="Received">Events in the POST; 0 where it is refused whole.</param>
/// <param name="Events">The valid ones, duplicates collapsed, in the order of the POST.</param>
/// <param name="Rejected">Places of those refused.</param>
/// <param name="Duplicates">Events that a later one replaces.</param>
/// <param name="IsWritten">False where nothing may reach a sink.</param>
internal sealed record ReferenceResponse(int Status, int Received, IReadOnlyList<ReferenceEvent> Events, IReadOnlyList<int> Rejected, int Duplicates, bool IsWritten)
{
    /// <summary>Null where the body is no valid JSON: what can be saved of it is not foretold.</summary>
    /// <param name="json">A Function URL event.</param>
    /// <param name="maxEvents">MAX_EVENTS.</param>
    public static ReferenceResponse? To(ReadOnlyMemory<byte> json, int maxEvents)
    {
        using var document = JsonDocument.Parse(json);
        var request = document.RootElement;
        var (path, method) = (request.GetProperty("rawPath").GetString()!, request.GetProperty("requestContext").GetProperty("http").GetProperty("method").GetString()!);
        if (path == "/health") return Refused(method is "GET" or "HEAD" ? 200 : 405);
        if (path is not ("/" or "/v1/events")) return Refused(404);
        if (method != "POST") return Refused(405);
        var headers = request.GetProperty("headers");
        var query = request.GetProperty("rawQueryString").GetString()!;
        if (query.Contains("maybe", StringComparison.Ordinal) || query.Contains("dry-run", StringComparison.Ordinal) || Header("prefer").Contains("handling=odd", StringComparison.Ordinal)) return Refused(400);
        if (Header("content-type").Split(';')[0] is "image/png" or "application/cloudevents+json" || Header("content-type").Contains("latin1", StringComparison.Ordinal) || Header("content-encoding") is not ("" or "identity" or "gzip")) return Refused(415);
        if (Body(request, isGzip: Header("content-encoding") == "gzip") is not { } body) return null;
        if (body.Length == 0) return Refused(400);
        return ToBody(body, query.Contains("dryRun", StringComparison.OrdinalIgnoreCase), Header("prefer").Contains("strict", StringComparison.OrdinalIgnoreCase), cameAsText: !request.GetProperty("isBase64Encoded").GetBoolean(), maxEvents);

        string Header(string name) => headers.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }

    private static byte[]? Body(JsonElement request, bool isGzip)
    {
        if (!request.TryGetProperty("body", out var text)) return [];
        var body = request.GetProperty("isBase64Encoded").GetBoolean() ? Convert.FromBase64String(text.GetString()!) : Encoding.UTF8.GetBytes(text.GetString()!);
        if (isGzip) body = Decompress(body);
        if (body.AsSpan().StartsWith(Encoding.UTF8.Preamble)) body = body[Encoding.UTF8.Preamble.Length..];
        return Utf8.IsValid(body) ? body : null;
    }

    private static byte[] Decompress(byte[] body)
    {
        using var output = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        gzip.CopyTo(output);
        return output.ToArray();
    }

    private static ReferenceResponse? ToBody(byte[] body, bool isDryRun, bool isStrict, bool cameAsText, int maxEvents)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 1_000 });
            return ToJson(document.RootElement, isDryRun, isStrict, cameAsText, maxEvents);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReferenceResponse ToJson(JsonElement root, bool isDryRun, bool isStrict, bool cameAsText, int maxEvents)
    {
        JsonElement[] elements;
        var hasMore = false;
        if (root.ValueKind == JsonValueKind.Array)
        {
            elements = [.. root.EnumerateArray()];
        }
        else if (root.ValueKind != JsonValueKind.Object)
        {
            return Refused(400);
        }
        else
        {
            // An envelope is known by its first member, spelled without escapes.
            var members = root.EnumerateObject().ToArray();
            var isEnvelope = members.Length > 0 && members[0].Value.ValueKind == JsonValueKind.Array && JsonMarshal.GetRawUtf8PropertyName(members[0]).SequenceEqual("events"u8);
            elements = isEnvelope ? [.. members[0].Value.EnumerateArray()] : [root];
            hasMore = isEnvelope && members.Length > 1;
        }
        // Read in order: what comes first decides.
        if (Array.FindIndex(elements, HidesEvents) is >= 0 and var hidden && hidden < maxEvents) return Refused(400);
        if (elements.Length > maxEvents) return Refused(413);
        if (hasMore || elements.Length == 0) return Refused(400);

        var read = elements.Select((e, index) => (Index: index, Event: cameAsText && Raw(e).IndexOf("\uFFFD"u8) >= 0 ? null : ReferenceEvent.Read(e, index))).ToArray();
        int[] rejected = [.. read.Where(r => r.Event is null).Select(r => r.Index)];
        // Of equal events the last counts.
        ReferenceEvent[] events = [.. read.Where(r => r.Event is not null).Select(r => r.Event!).Reverse().DistinctBy(e => (e.DeviceId, e.TimeMs, e.Id)).Reverse()];
        var duplicates = elements.Length - rejected.Length - events.Length;
        var isRefused = events.Length == 0 || (isStrict && rejected.Length > 0);
        var status = isRefused ? 400 : isDryRun || rejected.Length > 0 ? 200 : 202;
        return new ReferenceResponse(status, elements.Length, events, rejected, duplicates, IsWritten: !isRefused && !isDryRun);
    }

    /// <summary>Whether events stand in it that would count as one: a list in the list, or an envelope.</summary>
    private static bool HidesEvents(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Array => Raw(e).IndexOf((byte)'{') >= 0,
        JsonValueKind.Object => Names(e) is var names && names.Contains("events") && !names.Contains("deviceId") && !names.Contains("time") && !names.Contains("values"),
        _ => false,
    };

    private static string[] Names(JsonElement e) => [.. e.EnumerateObject().Select(m => NameOf(m))];

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static ReadOnlySpan<byte> Raw(JsonElement e) => JsonMarshal.GetRawUtf8Value(e);

    private static ReferenceResponse Refused(int status) => new(status, 0, [], [], 0, IsWritten: false);
}
