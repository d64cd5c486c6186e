using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.Differential.Tests;

/// <summary>
/// A sequence of requests on a fresh account, from Requests/&lt;service&gt;.json. Each is sent raw to the local cloud and to
/// the emulator; both responses must agree in status, error type, error text and shape, and in every value that is not volatile.
/// </summary>
/// <param name="Name">The sentence the recording stands for.</param>
internal sealed record Recording(string Name, IReadOnlyList<RecordedRequest> Requests)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static IReadOnlyList<Recording> ReadAll(string service) =>
        JsonSerializer.Deserialize<List<Recording>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Requests", service + ".json")), Json)!;
}

/// <param name="Call">The operation.</param>
/// <param name="Body">The request as JSON; <c>&lt;&lt;name&gt;&gt;</c> stands for what was captured, <c>&lt;&lt;k*256&gt;&gt;</c> for 256 times "k".</param>
/// <param name="Raw">The body as text, where it is not JSON.</param>
/// <param name="Headers">Headers over the usual ones; null leaves one out.</param>
/// <param name="Capture">Names for values of the response, by path (Shards.0.ShardId).</param>
/// <param name="Until">Sent again until the response has this value at this path; nothing is compared before.</param>
/// <param name="Setup">Only leads to what the recording is about: both sides must accept it, no more is compared.</param>
/// <param name="Known">Where the emulator is known to differ from AWS.</param>
internal sealed record RecordedRequest(
    string Call,
    JsonNode? Body = null,
    string? Raw = null,
    Dictionary<string, string?>? Headers = null,
    Dictionary<string, string>? Capture = null,
    UntilValue? Until = null,
    bool Setup = false,
    KnownDifference? Known = null);

internal sealed record UntilValue(string Path, string Is);

/// <summary>What the local cloud answers, and rightly, where the emulator answers something else.</summary>
/// <param name="Why">What differs.</param>
/// <param name="Reference">The page of the AWS documentation that the local cloud follows.</param>
/// <param name="Ignore">Members (paths, * for any index) left out of the comparison; the rest must agree.</param>
/// <param name="Status">Set: nothing is compared, and the local cloud must answer with this status,</param>
/// <param name="Type">… and this error type.</param>
internal sealed record KnownDifference(string Why, string Reference, IReadOnlyList<string>? Ignore = null, int? Status = null, string? Type = null);
