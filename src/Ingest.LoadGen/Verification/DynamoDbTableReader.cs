using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Ingest.LoadGen.Fleet;

namespace Ingest.LoadGen.Verification;

/// <summary>Scans a DynamoDB table's sort keys (time#id) in parallel segments and notes every event of the run.</summary>
internal sealed class DynamoDbTableReader(IAmazonDynamoDB client, string table, DeviceFleet fleet)
{
    private const int Segments = 4;

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
        do
        {
            var page = await client.ScanAsync(request, cancel);
            foreach (var item in page.Items ?? []) Note(item["sk"].S, reading);
            progress(reading.Entries);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    private void Note(string sortKey, SinkReading reading)
    {
        Span<byte> id = stackalloc byte[DeviceFleet.IdLength];
        var text = sortKey.AsSpan(sortKey.LastIndexOf('#') + 1);
        if (text.Length == id.Length && Encoding.ASCII.GetBytes(text, id) == id.Length && fleet.TryParseId(id, out var sequence)) reading.Find(sequence);
        else reading.SkipForeign();
    }
}
