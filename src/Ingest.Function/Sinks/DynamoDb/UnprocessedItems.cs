using System.Text.Json;
using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.DynamoDb;

/// <summary>Finds the units of a call that BatchWriteItem hands back.</summary>
internal sealed class UnprocessedItems
{
    private readonly Dictionary<(string DeviceId, string SortKey), int> _sent = [];
    private readonly Memory<WriteOutcome> _outcomes;

    /// <param name="outcomes">One per unit; written until it is handed back.</param>
    public UnprocessedItems(Memory<WriteOutcome> outcomes)
    {
        _outcomes = outcomes;
        outcomes.Span.Fill(WriteOutcome.Written);
    }

    /// <param name="key">A unit's.</param>
    /// <param name="place">The unit's place in the call.</param>
    public void AddSent((string DeviceId, string SortKey) key, int place) => _sent[key] = place;

    /// <summary>Notes that an item was handed back.</summary>
    /// <exception cref="JsonException">It was not sent, or is handed back twice.</exception>
    public void Take((string DeviceId, string SortKey) key)
    {
        if (!_sent.Remove(key, out var place)) throw new JsonException("BatchWriteItem named an unprocessed item that was not sent, or named it twice.");
        _outcomes.Span[place] = WriteOutcome.Throttled;
    }
}
