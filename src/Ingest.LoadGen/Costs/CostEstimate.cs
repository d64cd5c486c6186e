namespace Ingest.LoadGen.Costs;

/// <summary>What the measured traffic would cost at list prices.</summary>
/// <param name="Prices">Of when and where.</param>
/// <param name="Lines">What the total is made of.</param>
/// <param name="Alternatives">For comparison, not in the total.</param>
internal sealed record CostEstimate(string Prices, CostBasis Basis, IReadOnlyList<CostLine> Lines, IReadOnlyList<CostLine> Alternatives)
{
    public double PerMillionEvents => Lines.Sum(l => l.PerMillionEvents);
    public double PerMonth => Lines.Sum(l => l.PerMonth);

    public static CostEstimate Of(CostBasis basis, PriceTable prices)
    {
        var bill = new Bill(prices, Bill.Million * basis.InvocationsPerEvent, basis.EventsPerSecond);
        List<BillLine> lines = [bill.Requests($"{Bill.N(basis.InvocationsPerEvent)} invocations an event"), bill.Compute(basis.GbSeconds), bill.Logs()];
        if (basis.Table.Items > 0) lines.Add(bill.Writes(basis.Table));
        if (basis.Stream.Records > 0) lines.AddRange([bill.DataIn(basis.Stream), bill.StreamHours()]);
        List<BillLine> alternatives = [Named("API Gateway REST API in front, more", bill.RestApi()), Named("API Gateway HTTP API in front, more", bill.HttpApi(basis.BodyBytes))];
        if (basis.Stream.Records > 0) alternatives.Insert(0, Sum("Kinesis provisioned, instead of on demand", bill.PutUnits(basis.Stream), bill.Shards(basis.Stream, utilization: 1)));

        var monthly = basis.EventsPerSecond * 3600 * Bill.HoursPerMonth / Bill.Million;
        return new CostEstimate($"{prices.Region}, {prices.AsOf}", basis, lines.ConvertAll(Line), alternatives.ConvertAll(Line));

        CostLine Line(BillLine line) => new(line.Item, line.Arithmetic, line.Dollars, line.Dollars * monthly);
    }

    private static BillLine Named(string item, BillLine line) => line with { Item = item };

    private static BillLine Sum(string item, BillLine a, BillLine b) => new(item, $"{a.Arithmetic} + {b.Arithmetic}", a.Dollars + b.Dollars);
}

/// <param name="Arithmetic">For a million events, up to the price.</param>
/// <param name="PerMillionEvents">Dollars.</param>
/// <param name="PerMonth">Dollars for a month of 730 hours at the rate measured.</param>
internal sealed record CostLine(string Item, string Arithmetic, double PerMillionEvents, double PerMonth);
