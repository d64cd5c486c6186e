using System.Globalization;

namespace Ingest.LoadGen.Costs;

/// <summary>Dollars for a million events at list prices, a line for each thing that is paid for: the arithmetic of load reports and measurements alike.</summary>
/// <param name="prices">The list.</param>
/// <param name="invocations">For a million events.</param>
/// <param name="eventsPerSecond">Steady: it decides what hours cost, and the tier of an API Gateway.</param>
internal sealed class Bill(PriceTable prices, double invocations, double eventsPerSecond)
{
    public const double Million = 1e6, HoursPerMonth = 730, ShardRecords = 1_000, ShardBytes = 1 << 20;

    private const double Gb = 1L << 30, Kb = 1024, HttpApiUnit = 512 * Kb;

    // An invocation's START, END and REPORT lines as text; the function itself writes none if all is well.
    private const double LogBytes = 275;

    private double Hours => Million / eventsPerSecond / 3600;

    public BillLine Requests(string? how = null) => Line("Lambda requests", prices.LambdaRequests, invocations, how ?? $"{N(invocations)} invocations");

    /// <param name="gbSeconds">Of an invocation.</param>
    /// <param name="how">Where they come from.</param>
    public BillLine Compute(double gbSeconds, string? how = null) =>
        Line("Lambda compute", prices.LambdaGbSeconds, invocations * gbSeconds, $"{N(invocations)} invocations × {how ?? $"{N(gbSeconds)} GB-seconds"}");

    public BillLine Logs() => Line("CloudWatch Logs", prices.LogGb, invocations * LogBytes / Gb, $"{N(invocations)} invocations × {N(LogBytes)} bytes of START, END and REPORT");

    /// <param name="table">Of an invocation.</param>
    public BillLine Writes(TableUnits table) =>
        Line("DynamoDB writes, on demand", prices.DynamoDbWriteUnits, invocations * table.WriteUnits, $"{N(invocations)} invocations × {N(table.WriteUnits)} write units ({N(table.Items)} items, each rounded up to 1 KB)");

    public BillLine Capacity(double units) => Line("DynamoDB capacity, provisioned", prices.DynamoDbWriteHours, units * Hours, $"{N(units)} write capacity units × {N(Hours)} hours");

    /// <param name="stream">Of an invocation.</param>
    public BillLine DataIn(StreamUnits stream) =>
        Line("Kinesis data in, on demand", prices.KinesisOnDemandGb, invocations * stream.BilledKilobytes * Kb / Gb, $"{N(invocations)} invocations × {N(stream.BilledKilobytes)} KB ({N(stream.Records)} records, each rounded up to 1 KB) ÷ 1,048,576 KB a GB");

    public BillLine StreamHours() => Line("Kinesis stream, on demand", prices.KinesisStreamHours, Hours, $"{N(Hours)} hours at {N(eventsPerSecond)} events/s");

    /// <param name="stream">Of an invocation.</param>
    public BillLine PutUnits(StreamUnits stream) =>
        Line("Kinesis PUT units, provisioned", prices.KinesisPutUnits, invocations * stream.PayloadUnits, $"{N(invocations)} invocations × {N(stream.PayloadUnits)} units of 25 KB");

    /// <param name="stream">Of an invocation.</param>
    /// <param name="utilization">Of the capacity, 0 to 1.</param>
    public BillLine Shards(StreamUnits stream, double utilization)
    {
        var perSecond = eventsPerSecond * invocations / Million;
        var shards = Math.Max(1, Math.Ceiling(Math.Max(perSecond * stream.Records / ShardRecords, perSecond * stream.Bytes / ShardBytes) / utilization));
        return Line("Kinesis shards, provisioned", prices.KinesisShardHours, shards * Hours, $"{N(shards)} shards × {N(Hours)} hours");
    }

    public BillLine RestApi() => Gateway("API Gateway, REST API", prices.ApiGatewayRest, 1);

    /// <param name="bodyBytes">Of a request.</param>
    public BillLine HttpApi(double bodyBytes) => Gateway("API Gateway, HTTP API", prices.ApiGatewayHttp, Math.Max(1, Math.Ceiling(bodyBytes / HttpApiUnit)));

    /// <summary>Digits as people read them.</summary>
    public static string N(double value) => value.ToString(Math.Abs(value) >= 1000 ? "#,0.##" : Math.Abs(value) >= 0.01 ? "#,0.####" : "0.##########", CultureInfo.InvariantCulture);

    private BillLine Gateway(string item, TieredPrice price, double units)
    {
        var month = eventsPerSecond * 3600 * HoursPerMonth * invocations / Million * units;
        var average = price.Of(month) / month * Million;
        return Line(item, new Price(average, Million, price.Source), invocations * units, $"{N(invocations * units)} requests, at {N(month)} a month");
    }

    private static BillLine Line(string item, Price price, double quantity, string arithmetic) => new(
        item, $"{arithmetic} = {N(quantity)} × ${N(price.Usd)}{(price.Per == 1 ? "" : $" ÷ {N(price.Per)}")}", price.Of(quantity));
}

/// <param name="Item">What is paid for.</param>
/// <param name="Arithmetic">Up to the price.</param>
/// <param name="Dollars">For a million events.</param>
internal sealed record BillLine(string Item, string Arithmetic, double Dollars);
