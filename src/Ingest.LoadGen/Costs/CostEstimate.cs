using System.Globalization;

namespace Ingest.LoadGen.Costs;

/// <summary>What the measured traffic would cost at list prices.</summary>
/// <param name="Prices">Of when and where.</param>
/// <param name="Lines">What the total is made of.</param>
/// <param name="Alternatives">For comparison, not in the total.</param>
internal sealed record CostEstimate(string Prices, CostBasis Basis, IReadOnlyList<CostLine> Lines, IReadOnlyList<CostLine> Alternatives)
{
    private const double Million = 1e6;
    private const double HoursPerMonth = 730;
    private const double Gb = 1L << 30;
    private const double Kb = 1024;
    private const double PutUnitKb = 25;
    // What a shard takes in a second (Kinesis quotas).
    private const double ShardRecords = 1_000;
    private const double ShardBytes = 1 << 20;
    // An invocation's START, END and REPORT lines as text; the function itself writes none where all is well.
    internal const double LogBytes = 275;
    private const double GatewayUnitKb = 512;

    public double PerMillionEvents => Lines.Sum(l => l.PerMillionEvents);
    public double PerMonth => Lines.Sum(l => l.PerMonth);

    public static CostEstimate Of(CostBasis basis, PriceTable prices)
    {
        var eventsPerMonth = basis.EventsPerSecond * 3600 * HoursPerMonth;
        var invocations = Million * basis.InvocationsPerEvent;
        var hours = Million / basis.EventsPerSecond / 3600;
        var recordKb = Math.Ceiling(basis.RecordBytes / Kb);
        var records = invocations * basis.Records;
        var writeUnits = Math.Ceiling(basis.ItemBytes / Kb);
        var gigabytes = records * recordKb * Kb / Gb;

        List<CostLine> lines =
        [
            Line("Lambda requests", prices.LambdaRequests, invocations, $"{N(basis.InvocationsPerEvent)} invocations an event"),
            Line("Lambda compute", prices.LambdaGbSeconds, invocations * basis.GbSeconds, $"{N(invocations)} invocations × {N(basis.GbSeconds)} GB-seconds"),
            Line("CloudWatch Logs", prices.LogGb, invocations * LogBytes / Gb, $"{N(invocations)} invocations × {N(LogBytes)} bytes of START, END and REPORT")
        ];
        if (basis.Items > 0)
            lines.Add(Line("DynamoDB writes, on demand", prices.DynamoDbWriteUnits, invocations * basis.Items * writeUnits, $"{N(invocations * basis.Items)} items × {N(writeUnits)} write units of 1 KB ({N(basis.ItemBytes)} bytes each)"));
        if (basis.Records > 0)
        {
            lines.Add(Line("Kinesis data in, on demand", prices.KinesisOnDemandGb, gigabytes, $"{N(records)} records × {N(recordKb)} KB ({N(basis.RecordBytes)} bytes each, rounded up)"));
            lines.Add(Line("Kinesis stream, on demand", prices.KinesisStreamHours, hours, $"{N(hours)} hours at {N(basis.EventsPerSecond)} events/s"));
        }
        List<CostLine> alternatives = [.. basis.Records > 0 ? [Provisioned()] : Array.Empty<CostLine>(),
            Gateway("API Gateway REST API in front, more", prices.ApiGatewayRest, 1),
            Gateway("API Gateway HTTP API in front, more", prices.ApiGatewayHttp, Math.Max(1, Math.Ceiling(basis.BodyBytes / Kb / GatewayUnitKb)))];
        return new CostEstimate($"{prices.Region}, {prices.AsOf}", basis, lines, alternatives);

        CostLine Line(string item, Price price, double quantity, string arithmetic) => new(
            item, $"{arithmetic} = {N(quantity)} × ${N(price.Usd)}{(price.Per == 1 ? "" : $" / {N(price.Per)}")}", price.Of(quantity), price.Of(quantity) * eventsPerMonth / Million);

        CostLine Provisioned()
        {
            var units = records * Math.Ceiling(basis.RecordBytes / Kb / PutUnitKb);
            var perSecond = basis.EventsPerSecond * basis.InvocationsPerEvent * basis.Records;
            var shards = Math.Max(1, Math.Ceiling(Math.Max(perSecond / ShardRecords, perSecond * basis.RecordBytes / ShardBytes)));
            var dollars = prices.KinesisPutUnits.Of(units) + prices.KinesisShardHours.Of(shards * hours);
            return new("Kinesis provisioned, instead of on demand",
                $"{N(units)} PUT units × ${N(prices.KinesisPutUnits.Usd)} / {N(prices.KinesisPutUnits.Per)} + {N(shards)} shards × {N(hours)} hours × ${N(prices.KinesisShardHours.Usd)}", dollars, dollars * eventsPerMonth / Million);
        }

        CostLine Gateway(string item, TieredPrice price, double units)
        {
            var requests = eventsPerMonth * basis.InvocationsPerEvent * units;
            var month = price.Of(requests);
            return new(item, $"{N(requests)} requests a month, in tiers from ${N(price.Tiers[0].Usd)} a million", month / (eventsPerMonth / Million), month);
        }
    }

    private static string N(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : Math.Abs(value) >= 0.01 ? "0.####" : "0.##########", CultureInfo.InvariantCulture);
}

/// <param name="Arithmetic">For a million events, up to the price.</param>
/// <param name="PerMillionEvents">Dollars.</param>
/// <param name="PerMonth">Dollars for a month of 730 hours at the rate measured.</param>
internal sealed record CostLine(string Item, string Arithmetic, double PerMillionEvents, double PerMonth);
