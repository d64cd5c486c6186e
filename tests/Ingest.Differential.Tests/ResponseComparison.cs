using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ingest.Differential.Tests;

/// <summary>Says in sentences how two responses to one request differ.</summary>
internal sealed partial class ResponseComparison(KnownDifference? known)
{
    // Values no two services share: only their kind is compared.
    private static readonly HashSet<string> Volatile =
    [
        "SequenceNumber", "StartingSequenceNumber", "EndingSequenceNumber", "SequenceNumberForOrdering", "ShardIterator", "NextShardIterator", "NextToken",
        "ApproximateArrivalTimestamp", "MillisBehindLatest", "StreamCreationTimestamp",
        "CreationDateTime", "TableId", "TableArn", "TableSizeBytes", "LastUpdateToPayPerRequestDateTime",
    ];

    private readonly List<string> _differences = [];
    private readonly HashSet<string> _differing = [];

    public IReadOnlyList<string> Compare(WireResponse local, WireResponse emulator)
    {
        if (known?.Status is { } status)
        {
            Say(local.Status == status && local.ErrorType == known.Type, $"status and type: local {local.Status} {local.ErrorType}, said to be {status} {known.Type}");
            Say(emulator.Status != local.Status || emulator.ErrorType != local.ErrorType, $"the emulator responses the same by now, {local.Status} {local.ErrorType}: the known difference is gone");
            return _differences;
        }
        Say(local.Status == emulator.Status, $"status: local {local.Status}, emulator {emulator.Status}");
        Say(local.ErrorType == emulator.ErrorType, $"error type: local {local.ErrorType}, emulator {emulator.ErrorType}");
        Say(local.Body.Length == 0 || local.ContentType == emulator.ContentType, $"content type: local {local.ContentType}, emulator {emulator.ContentType}");
        Compare("", local.Json, emulator.Json);
        foreach (var path in known?.Ignore ?? []) Say(_differing.Contains(path), $"{path}: said to differ, and does not");
        return _differences;
    }

    private void Compare(string path, JsonNode? local, JsonNode? emulator)
    {
        var place = AnyIndex().Replace(path, ".*");
        if (known?.Ignore?.Contains(place) == true)
        {
            if (!JsonNode.DeepEquals(local, emulator)) _differing.Add(place);
            return;
        }
        var (kind, other) = (Kind(local), Kind(emulator));
        if (kind != other)
        {
            Say(false, $"{Where(path)}: local {kind} {Show(local)}, emulator {other} {Show(emulator)}");
            return;
        }
        switch (local)
        {
            case JsonObject members:
                foreach (var name in members.Select(member => member.Key).Union(((JsonObject)emulator!).Select(member => member.Key)))
                {
                    Compare(path.Length == 0 ? name : $"{path}.{name}", Member(members, name), Member((JsonObject)emulator!, name));
                }
                break;
            case JsonArray items:
                Say(items.Count == ((JsonArray)emulator!).Count, $"{Where(path)}: local {items.Count} entries, emulator {((JsonArray)emulator).Count}");
                for (var i = 0; i < Math.Min(items.Count, ((JsonArray)emulator).Count); i++) Compare($"{path}.{i}", items[i], ((JsonArray)emulator)[i]);
                break;
            case not null when !Volatile.Contains(path[(path.LastIndexOf('.') + 1)..]):
                Say(JsonNode.DeepEquals(local, emulator), $"{Where(path)}: local {Show(local)}, emulator {Show(emulator)}");
                break;
        }
    }

    private void Say(bool same, string difference)
    {
        if (!same) _differences.Add(difference);
    }

    // A member that is absent and one that is null are two things.
    private static JsonNode? Member(JsonObject members, string name) => members.TryGetPropertyValue(name, out var value) ? value ?? JsonValue.Create("(null)") : null;

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "absent",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => $"{kind}",
    };

    private static string Where(string path) => path.Length == 0 ? "body" : path;

    private static string Show(JsonNode? node) => node?.ToJsonString() is { } text ? text.Length > 300 ? text[..300] + "…" : text : "";

    [GeneratedRegex(@"\.\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyIndex();
}
