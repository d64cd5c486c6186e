using System.Globalization;
using Ingest.LoadGen.Costs;

namespace Ingest.Perf.Cost;

/// <summary>What is not measured.</summary>
/// <param name="SinkLatencyMs">How long a sink takes to answer a call.</param>
/// <param name="EventsPerSecond">Steady: it decides what hours cost, and the tier of an API Gateway.</param>
/// <param name="Utilization">Of capacity that is provisioned, 0 to 1.</param>
internal sealed record CostAssumptions(double SinkLatencyMs, double EventsPerSecond, double Utilization);

internal enum Front
{
    /// <summary>The Function URL, which costs nothing.</summary>
    None,

    /// <summary>API Gateway, HTTP API.</summary>
    HttpApi,

    /// <summary>API Gateway, REST API.</summary>
    RestApi,
}

/// <summary>Dollars for a million events. The function's units are counted, not estimated from averages as in <see cref="CostEstimate"/>.</summary>
internal sealed class CostModel(PriceTable prices, CostAssumptions assumptions)
{
    // Lambda developer guide: "At 1,769 MB, a function has the equivalent of one vCPU"; below, CPU time is shared out in proportion.
    private const double WholeCpuMb = 1_769;
    private const double Million = 1e6, Gigabyte = 1 << 30, Kilobyte = 1024;
    private const double HoursPerMonth = 730;
    private const double HttpApiUnit = 512 * Kilobyte;
    private const double ShardRecords = 1_000, ShardBytes = 1 << 20;

    private double HoursPerMillion => Million / assumptions.EventsPerSecond / 3600;

    /// <summary>Wall time is billed: the CPU time, stretched, and the wait for the sinks, rounded up to a millisecond.</summary>
    /// <remarks>An upper bound: some of the CPU time is spent while the sinks are at work.</remarks>
    public double BilledMs(PostUse post, int memoryMb) =>
        Math.Ceiling(post.CpuMs!.Value * Stretch(memoryMb) + post.Waits * assumptions.SinkLatencyMs);

    public static double Stretch(int memoryMb) => Math.Max(1, WholeCpuMb / memoryMb);

    public Bill OnDemand(PostUse post, int memoryMb, Front front = Front.None) => new(
    [
        .. Compute(post, memoryMb, front),
        .. post.Table is null ? Array.Empty<BillLine>() : [Line("DynamoDB writes", prices.DynamoDbWriteUnits, Posts(post) * post.Table.WriteUnits, $"{N(Posts(post))} POSTs × {N(post.Table.WriteUnits)} write units")],
        Line("Kinesis data in", prices.KinesisOnDemandGb, Posts(post) * post.Stream.BilledKilobytes * Kilobyte / Gigabyte, $"{N(Posts(post))} POSTs × {N(post.Stream.BilledKilobytes)} KB ÷ 1,048,576 KB a GB"),
        Line("Kinesis stream", prices.KinesisStreamHours, HoursPerMillion, $"1,000,000 events ÷ {N(assumptions.EventsPerSecond)} events/s ÷ 3,600 s"),
    ]);

    public Bill Provisioned(PostUse post, int memoryMb)
    {
        var postsPerSecond = assumptions.EventsPerSecond / post.Events;
        var shards = Math.Ceiling(Math.Max(postsPerSecond * post.Stream.Records / ShardRecords, postsPerSecond * post.Stream.Bytes / ShardBytes) / assumptions.Utilization);
        var units = postsPerSecond * (post.Table?.WriteUnits ?? 0) / assumptions.Utilization;
        return new(
        [
            .. Compute(post, memoryMb, Front.None),
            Line("DynamoDB capacity", prices.DynamoDbWriteHours, units * HoursPerMillion, $"{N(units)} write capacity units × {N(HoursPerMillion)} hours"),
            Line("Kinesis PUT units", prices.KinesisPutUnits, Posts(post) * post.Stream.PayloadUnits, $"{N(Posts(post))} POSTs × {N(post.Stream.PayloadUnits)} units of 25 KB"),
            Line("Kinesis shards", prices.KinesisShardHours, shards * HoursPerMillion, $"{N(shards)} shards × {N(HoursPerMillion)} hours"),
        ]);
    }

    private IEnumerable<BillLine> Compute(PostUse post, int memoryMb, Front front)
    {
        if (front == Front.HttpApi) yield return Gateway("API Gateway, HTTP API", prices.ApiGatewayHttp, post, Math.Max(1, Math.Ceiling(post.BodyBytes / HttpApiUnit)));
        if (front == Front.RestApi) yield return Gateway("API Gateway, REST API", prices.ApiGatewayRest, post, 1);
        if (post.CpuMs is not { } cpu) yield break;
        var (posts, billed) = (Posts(post), BilledMs(post, memoryMb));
        yield return Line("Lambda requests", prices.LambdaRequests, posts, $"{N(posts)} POSTs");
        yield return Line("Lambda compute", prices.LambdaGbSeconds, posts * billed / 1000 * memoryMb / 1024,
            $"{N(posts)} POSTs × {N(billed)} ms ({N(cpu)} ms CPU × {N(Stretch(memoryMb))} + {N(post.Waits)} × {N(assumptions.SinkLatencyMs)} ms, rounded up) × {N(memoryMb)} ÷ 1,024 GB");
        yield return Line("CloudWatch Logs", prices.LogGb, posts * CostEstimate.LogBytes / Gigabyte, $"{N(posts)} POSTs × {N(CostEstimate.LogBytes)} bytes of START, END and REPORT");
    }

    private BillLine Gateway(string item, TieredPrice price, PostUse post, double units)
    {
        var month = assumptions.EventsPerSecond * 3600 * HoursPerMonth / post.Events * units;
        var average = price.Of(month) / month * Million;
        return Line(item, new Price(average, Million, price.Source), Posts(post) * units, $"{N(Posts(post))} POSTs × {N(units)} requests, at {N(month)} a month");
    }

    private static double Posts(PostUse post) => Million / post.Events;

    private static BillLine Line(string item, Price price, double quantity, string arithmetic) => new(
        item, $"{arithmetic} = {N(quantity)} × ${N(price.Usd)}{(price.Per == 1 ? "" : $" ÷ {N(price.Per)}")}", price.Of(quantity));

    private static string N(double value) => value.ToString(Math.Abs(value) >= 1000 ? "#,0.##" : Math.Abs(value) >= 0.01 ? "#,0.####" : "0.##########", CultureInfo.InvariantCulture);
}

internal sealed record Bill(IReadOnlyList<BillLine> Lines)
{
    public double Total => Lines.Sum(l => l.Dollars);
}

/// <param name="Item">What is paid for.</param>
/// <param name="Arithmetic">Up to the price.</param>
/// <param name="Dollars">For a million events.</param>
internal sealed record BillLine(string Item, string Arithmetic, double Dollars);
