namespace Ingest.LoadGen.Costs;

/// <summary>What records cost to put, in the units that are billed; may be an average. Source: Kinesis Data Streams pricing.</summary>
/// <param name="Records">Entries of PutRecords, of which a shard takes 1,000 a second.</param>
/// <param name="Bytes">Data and partition keys, of which a shard takes 1 MB a second.</param>
/// <param name="BilledKilobytes">On demand: each record rounded up to the next KB.</param>
/// <param name="PayloadUnits">Provisioned: each record in started chunks of 25 KB.</param>
internal sealed record StreamUnits(double Records, double Bytes, double BilledKilobytes, double PayloadUnits)
{
    public static StreamUnits None { get; } = new(0, 0, 0, 0);

    /// <param name="sizes">Data and partition key of each record, in bytes.</param>
    public static StreamUnits Of(IReadOnlyCollection<int> sizes) => new(sizes.Count, sizes.Sum(s => (long)s), sizes.Sum(s => Started(s, 1)), sizes.Sum(s => Started(s, 25)));

    public StreamUnits Per(double count) => new(Records / count, Bytes / count, BilledKilobytes / count, PayloadUnits / count);

    internal static long Started(int bytes, int kilobytes) => (bytes + (kilobytes * 1024L) - 1) / (kilobytes * 1024L);
}

/// <summary>What items cost to write; may be an average. Source: DynamoDB developer guide, capacity: a unit for each started KB of an item.</summary>
/// <param name="Items">Of which BatchWriteItem takes 25.</param>
/// <param name="Bytes">Names and values.</param>
/// <param name="WriteUnits">Of an on-demand or provisioned table.</param>
internal sealed record TableUnits(double Items, double Bytes, double WriteUnits)
{
    public static TableUnits None { get; } = new(0, 0, 0);

    /// <param name="sizes">Of each item, in bytes as DynamoDB counts them.</param>
    public static TableUnits Of(IReadOnlyCollection<int> sizes) => new(sizes.Count, sizes.Sum(s => (long)s), sizes.Sum(s => StreamUnits.Started(s, 1)));

    public TableUnits Per(double count) => new(Items / count, Bytes / count, WriteUnits / count);
}
