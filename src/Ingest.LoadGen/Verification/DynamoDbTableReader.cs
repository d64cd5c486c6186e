using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Verification;

/// <summary>
/// Scans a DynamoDB table in parallel segments and notes every event of the run. The sort key (time#id) tells; only where
/// items are packed (time#hash, DYNAMODB_LAYOUT=packed) are their data read as well.
/// </summary>
internal sealed class DynamoDbTableReader(IAmazonDynamoDB client, string table, DeviceFleet fleet, TimeProvider time)
{
    private const int Segments = 4;

    /// <summary>A packed item's sort key ends in as many hex digits (docs/api.md).</summary>
    private const int HashLength = 32;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private readonly PatientReads _reads = new(time);

    /// <param name="progress">Called with the events read so far.</param>
    /// <param name="cancel">Ends the reading early, which throws.</param>
    public async Task<SinkReading> ReadAsync(Action<long> progress, CancellationToken cancel)
    {
        var reading = new SinkReading("DynamoDB");
        await Task.WhenAll(Enumerable.Range(0, Segments).Select(segment => ReadSegmentAsync(segment, reading, progress, cancel)));
        return reading;
    }

    private async Task ReadSegmentAsync(int segment, SinkReading reading, Action<long> progress, CancellationToken cancel)
    {
        var request = new ScanRequest
        {
            TableName = table,
            ProjectionExpression = "sk",
            ConsistentRead = true,
            Segment = segment,
            TotalSegments = Segments
        };
        var (found, withData) = (new List<long>(), false);
        while (true)
        {
            var page = await _reads.ReadAsync(() => client.ScanAsync(request, cancel), cancel);
            var items = page.Items ?? [];
            if (!withData && items.Exists(item => IsPacked(SortKey(item))))
            {
                // The same page again, and all that follow, with what is in the items. "data" is a reserved word.
                (withData, request.ProjectionExpression, request.ExpressionAttributeNames) = (true, "sk, #data", new() { ["#data"] = "data" });
                continue;
            }
            foreach (var item in items) Note(item, reading, found);
            progress(reading.Events);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
            if (request.ExclusiveStartKey is not { Count: > 0 }) return;
        }
    }

    private void Note(Dictionary<string, AttributeValue> item, SinkReading reading, List<long> found)
    {
        found.Clear();
        var sortKey = SortKey(item);
        Span<byte> id = stackalloc byte[DeviceFleet.IdLength];
        var text = sortKey.AsSpan(sortKey.LastIndexOf('#') + 1);
        if (text.Length == id.Length && Ascii.FromUtf16(text, id, out _) == OperationStatus.Done && fleet.TryParseId(id, out var sequence)) found.Add(sequence);
        else if (item.TryGetValue("data", out var data) && data.S is { } json) StoredEvents.Find(Encoding.UTF8.GetBytes(json), fleet, found);
        reading.Enter(CollectionsMarshal.AsSpan(found));
    }

    private static string SortKey(Dictionary<string, AttributeValue> item) => item.TryGetValue("sk", out var key) ? key.S ?? "" : "";

    private static bool IsPacked(string sortKey)
    {
        var hash = sortKey.AsSpan(sortKey.LastIndexOf('#') + 1);
        return hash.Length == HashLength && !hash.ContainsAnyExcept(HexDigits);
    }
}
