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

/// <summary>The bill of a kind of POST. What the function uses is measured, what it stores counted.</summary>
internal sealed class CostModel(PriceTable prices, CostAssumptions assumptions)
{
    // Lambda developer guide: "At 1,769 MB, a function has the equivalent of one vCPU"; below, CPU time is shared out in proportion.
    private const double WholeCpuMb = 1_769;

    /// <summary>Wall time is billed: the CPU time, stretched, and the wait for the sinks, rounded up to a millisecond.</summary>
    /// <remarks>An upper bound: some of the CPU time is spent while the sinks are at work.</remarks>
    public double BilledMs(PostUse post, int memoryMb) =>
        Math.Ceiling(post.CpuMs!.Value * Stretch(memoryMb) + post.Waits * assumptions.SinkLatencyMs);

    public static double Stretch(int memoryMb) => Math.Max(1, WholeCpuMb / memoryMb);

    public IReadOnlyList<BillLine> OnDemand(PostUse post, int memoryMb, Front front = Front.None)
    {
        var bill = BillOf(post);
        return [.. Compute(bill, post, memoryMb, front), .. post.Table is null ? Array.Empty<BillLine>() : [bill.Writes(post.Table)], bill.DataIn(post.Stream), bill.StreamHours()];
    }

    public IReadOnlyList<BillLine> Provisioned(PostUse post, int memoryMb)
    {
        var bill = BillOf(post);
        var units = assumptions.EventsPerSecond / post.Events * (post.Table?.WriteUnits ?? 0) / assumptions.Utilization;
        return [.. Compute(bill, post, memoryMb, Front.None), bill.Capacity(units), bill.PutUnits(post.Stream), bill.Shards(post.Stream, assumptions.Utilization)];
    }

    private IEnumerable<BillLine> Compute(Bill bill, PostUse post, int memoryMb, Front front)
    {
        if (front == Front.HttpApi) yield return bill.HttpApi(post.BodyBytes);
        if (front == Front.RestApi) yield return bill.RestApi();
        if (post.CpuMs is not { } cpu) yield break;
        var billed = BilledMs(post, memoryMb);
        yield return bill.Requests();
        yield return bill.Compute(
            billed / 1000 * memoryMb / 1024,
            $"{Bill.N(billed)} ms ({Bill.N(cpu)} ms CPU × {Bill.N(Stretch(memoryMb))} + {Bill.N(post.Waits)} × {Bill.N(assumptions.SinkLatencyMs)} ms, rounded up) × {Bill.N(memoryMb)} ÷ 1,024 GB");
        yield return bill.Logs();
    }

    private Bill BillOf(PostUse post) => new(prices, Bill.Million / post.Events, assumptions.EventsPerSecond);
}

internal static class BillExtensions
{
    public static double Total(this IEnumerable<BillLine> lines) => lines.Sum(l => l.Dollars);
}
