namespace Ingest.Perf.Formats;

/// <summary>What records cost to put. Source: Kinesis Data Streams pricing.</summary>
/// <param name="Records">Entries of PutRecords, of which a shard takes 1,000 a second.</param>
/// <param name="Bytes">Data and partition keys, of which a shard takes 1 MB a second.</param>
/// <param name="BilledKilobytes">On demand: each record rounded up to the next KB.</param>
/// <param name="PayloadUnits">Provisioned: each record in started chunks of 25 KB.</param>
internal sealed record StreamCost(int Records, long Bytes, long BilledKilobytes, long PayloadUnits)
{
    private const int Kilobyte = 1024;
    private const int PayloadUnit = 25 * Kilobyte;

    /// <param name="sizes">Data and partition key of each record, in bytes.</param>
    public static StreamCost Of(IReadOnlyCollection<int> sizes) => new(
        sizes.Count,
        sizes.Sum(s => (long)s),
        sizes.Sum(s => (s + Kilobyte - 1L) / Kilobyte),
        sizes.Sum(s => (s + PayloadUnit - 1L) / PayloadUnit));
}

/// <summary>What items cost to write. Source: DynamoDB developer guide, capacity: a unit for each started KB of an item.</summary>
/// <param name="Items">Of which BatchWriteItem takes 25.</param>
/// <param name="Bytes">Names and values.</param>
/// <param name="WriteUnits">Of an on-demand or provisioned table.</param>
internal sealed record TableCost(int Items, long Bytes, long WriteUnits)
{
    private const int WriteUnit = 1024;

    /// <param name="sizes">Of each item, in bytes as DynamoDB counts them.</param>
    public static TableCost Of(IReadOnlyCollection<int> sizes) =>
        new(sizes.Count, sizes.Sum(s => (long)s), sizes.Sum(s => (s + WriteUnit - 1L) / WriteUnit));
}
