namespace Ingest.LoadGen.Costs;

/// <summary>What the local cloud's console counted between two askings.</summary>
/// <param name="MemoryMb">Of the function.</param>
internal sealed record ConsoleUsage(long Invocations, double BilledMs, int MemoryMb, StreamUnits Kinesis, TableUnits DynamoDb)
{
    public ConsoleUsage Since(ConsoleUsage before) => this with
    {
        Invocations = Invocations - before.Invocations,
        BilledMs = BilledMs - before.BilledMs,
        Kinesis = new(Kinesis.Records - before.Kinesis.Records, Kinesis.Bytes - before.Kinesis.Bytes, Kinesis.BilledKilobytes - before.Kinesis.BilledKilobytes, Kinesis.PayloadUnits - before.Kinesis.PayloadUnits),
        DynamoDb = new(DynamoDb.Items - before.DynamoDb.Items, DynamoDb.Bytes - before.DynamoDb.Bytes, DynamoDb.WriteUnits - before.DynamoDb.WriteUnits)
    };
}

/// <summary>What is paid for, per invocation as far as measured, so that it holds for a share of a run as for the whole.</summary>
/// <param name="EventsPerSecond">Acknowledged.</param>
/// <param name="InvocationsPerEvent">Resends included; what the platform refused costs nothing.</param>
/// <param name="BodyBytes">Of a request, on average.</param>
/// <param name="GbSeconds">Billed per invocation.</param>
/// <param name="Stream">Kinesis records of an invocation, each rounded up as it is billed.</param>
/// <param name="Table">DynamoDB items of an invocation, each rounded up as it is billed.</param>
/// <param name="Measured">Where the figures come from, in a sentence.</param>
internal sealed record CostBasis(
    double EventsPerSecond, double InvocationsPerEvent, double BodyBytes, double GbSeconds, StreamUnits Stream, TableUnits Table, string Measured);
