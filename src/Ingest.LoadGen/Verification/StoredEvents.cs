using System.Text.Json;
using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Verification;

/// <summary>Finds the events of a run in what the function stores: the JSON of one event, or an array of several (docs/api.md).</summary>
internal static class StoredEvents
{
    /// <summary>Adds the sequence of every event of the fleet's run. What is no such JSON is someone else's, and adds nothing.</summary>
    public static void Find(ReadOnlySpan<byte> data, DeviceFleet fleet, ICollection<long> found)
    {
        try
        {
            var json = new Utf8JsonReader(data);
            if (!json.Read()) return;
            if (json.TokenType == JsonTokenType.StartObject) FindId(ref json, fleet, found, alone: true);
            if (json.TokenType != JsonTokenType.StartArray) return;
            while (json.Read() && json.TokenType == JsonTokenType.StartObject) FindId(ref json, fleet, found, alone: false);
        }
        catch (JsonException)
        {
            // Not JSON to its end; the events before are there all the same.
        }
    }

    /// <param name="alone">Nothing behind this event is of interest: an id stands near the front.</param>
    private static void FindId(ref Utf8JsonReader json, DeviceFleet fleet, ICollection<long> found, bool alone)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("id"u8);
            json.Read();
            if (isId && json.TokenType == JsonTokenType.String)
            {
                if (fleet.TryParseId(json.ValueSpan, out var sequence)) found.Add(sequence);
                if (alone) return;
            }
            json.Skip();
        }
    }
}
