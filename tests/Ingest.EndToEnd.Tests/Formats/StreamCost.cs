using System.Text;

namespace Ingest.EndToEnd.Tests.Formats;

/// <summary>What records cost to put. Source: Kinesis Data Streams pricing; data and partition key count.</summary>
/// <param name="Records">Entries of PutRecords, against 1,000 a second and shard.</param>
/// <param name="Bytes">Against 1 MB a second and shard.</param>
/// <param name="BilledKilobytes">On demand: each record rounded up to the next KB.</param>
/// <param name="PayloadUnits">Provisioned: each record in started chunks of 25 KB.</param>
internal sealed record StreamCost(int Records, long Bytes, int BilledKilobytes, int PayloadUnits)
{
    public static StreamCost Of(IReadOnlyList<ReadRecord> records)
    {
        var sizes = records.Select(r => r.Data.Length + Encoding.UTF8.GetByteCount(r.PartitionKey)).ToArray();
        return new StreamCost(sizes.Length, sizes.Sum(), sizes.Sum(s => (s + 1023) / 1024), sizes.Sum(s => (s + (25 * 1024) - 1) / (25 * 1024)));
    }
}
