using Ingest.LoadGen.Costs;

namespace Ingest.Perf.Cost;

/// <summary>What one POST uses.</summary>
/// <param name="Events">In it.</param>
/// <param name="BodyBytes">Its length.</param>
/// <param name="CpuMs">Of the function at a whole CPU; null where no function runs.</param>
/// <param name="Stream">What it leaves in Kinesis.</param>
/// <param name="Table">What it leaves in DynamoDB; null for nothing.</param>
internal sealed record PostUse(int Events, int BodyBytes, double? CpuMs, StreamUnits Stream, TableUnits? Table)
{
    // The function's calls: PutRecords one after the other, BatchWriteItem up to eight at once (docs/architecture.md).
    private const double RecordsPerCall = 500, ItemsPerCall = 25, CallsAtOnce = 8;

    /// <summary>How often the function waits for a sink; both sinks are called at the same time.</summary>
    public double Waits => Math.Max(
        Math.Ceiling(Stream.Records / RecordsPerCall),
        Table is null ? 0 : Math.Ceiling(Math.Ceiling(Table.Items / ItemsPerCall) / CallsAtOnce));
}
