using Ingest.LoadGen.Costs;
using Ingest.Perf.Cost;

namespace Ingest.Perf.Tests.Cost;

/// <summary>Rows reckoned by hand with the prices of aws-prices.json.</summary>
public sealed class CostModelTests
{
    private const double Exact = 1e-9;

    private static readonly CostModel Model = new(PriceTable.Default(), new CostAssumptions(SinkLatencyMs: 10, EventsPerSecond: 1_000, Utilization: 0.5));

    // 100 events of 10 devices, packed: 10 records of 4 KB, 10 items of 3 write units.
    private static readonly PostUse Packed = new(100, 20_111, 0.4, new StreamUnits(10, 30_989, 40, 10), new TableUnits(10, 21_390, 30));

    // One event: one record, one item.
    private static readonly PostUse Single = new(1, 213, 0.1, new StreamUnits(1, 300, 1, 1), new TableUnits(1, 308, 1));

    [Theory]
    [InlineData(1_769, 11)] // 0.4 + 10, rounded up
    [InlineData(3_538, 11)] // no more than one CPU for one thread
    [InlineData(512, 12)] // 0.4 × 3.455 + 10 = 11.38
    [InlineData(128, 16)] // 0.4 × 13.82 + 10 = 15.53
    public void CpuTimeIsStretchedByMemoryAndTheWaitIsBilled(int memoryMb, double milliseconds) => Model.BilledMs(Packed, memoryMb).ShouldBe(milliseconds);

    [Theory]
    [InlineData(500, 200, 1)]
    [InlineData(501, 200, 2)] // a second PutRecords follows the first
    [InlineData(1, 201, 2)] // nine BatchWriteItem, eight at once
    [InlineData(0, 1, 1)]
    public void CallsThatFollowOneAnotherAreWaitedFor(int records, int items, double waits) =>
        new PostUse(1, 1, 1, new StreamUnits(records, 1, 1, 1), new TableUnits(items, 1, 1)).Waits.ShouldBe(waits);

    [Fact]
    public void AMillionPackedEventsOnDemandCostWhatTheHandReckons()
    {
        var bill = Model.OnDemand(Packed, 512);

        Dollars(bill, "Lambda requests").ShouldBe(0.002, Exact); // 10,000 × 0.20 / 1,000,000
        Dollars(bill, "Lambda compute").ShouldBe(0.000800004, Exact); // 10,000 × 0.012 s × 0.5 GB = 60 × 0.0000133334
        Dollars(bill, "CloudWatch Logs").ShouldBe(0.00128056854, Exact); // 2,750,000 bytes = 0.00256113708 GB × 0.50
        Dollars(bill, "DynamoDB writes, on demand").ShouldBe(0.1875, Exact); // 300,000 × 0.625 / 1,000,000
        Dollars(bill, "Kinesis data in, on demand").ShouldBe(0.030517578125, Exact); // 400,000 KB = 0.3814697265625 GB × 0.08
        Dollars(bill, "Kinesis stream, on demand").ShouldBe(0.0111111111, Exact); // 1,000 s = 0.2777… hours × 0.04
        bill.Total().ShouldBe(bill.Sum(l => l.Dollars));
        bill.Count.ShouldBe(6);
    }

    [Fact]
    public void ProvisionedCapacityIsPaidByTheHourAtItsUtilization()
    {
        var bill = Model.Provisioned(Packed, 512);

        Dollars(bill, "DynamoDB capacity, provisioned").ShouldBe(0.1083333333, Exact); // 10 POST/s × 30 ÷ 0.5 = 600 units × 0.2777… hours × 0.00065
        Dollars(bill, "Kinesis PUT units, provisioned").ShouldBe(0.0014, Exact); // 100,000 × 0.014 / 1,000,000
        Dollars(bill, "Kinesis shards, provisioned").ShouldBe(0.0041666667, Exact); // 100 records/s and 0.3 MB/s ÷ 0.5: 1 shard × 0.2777… hours × 0.015
    }

    [Fact]
    public void AnHttpApiIsPaidARequestInItsTier()
    {
        // 2,628,000,000 requests a month: 300 million × $1.00 + 2,328 million × $0.90 = $2,395.20, $0.911415525 a million.
        Dollars(Model.OnDemand(Single, 512, Front.HttpApi), "API Gateway, HTTP API").ShouldBe(0.911415525, 1e-8);
        // 26,280,000 a month, all in the first tier: 10,000 × $1.00 a million.
        Dollars(Model.OnDemand(Packed, 512, Front.HttpApi), "API Gateway, HTTP API").ShouldBe(0.01, Exact);
        // 600,000 bytes are two requests.
        Dollars(Model.OnDemand(Packed with { BodyBytes = 600_000 }, 512, Front.HttpApi), "API Gateway, HTTP API").ShouldBe(0.02, Exact);
    }

    [Fact]
    public void AProxiedEventPaysGatewayAndStreamAlone()
    {
        var bill = Model.OnDemand(new PostUse(1, 200, null, StreamUnits.Of([208]), null), 512, Front.RestApi);

        // 333 million × $3.50 + 667 million × $2.80 + 1,628 million × $2.38 = $6,907.74 for 2,628 million.
        Dollars(bill, "API Gateway, REST API").ShouldBe(6_907.74 / 2_628, Exact);
        bill.Select(l => l.Item).ShouldBe(["API Gateway, REST API", "Kinesis data in, on demand", "Kinesis stream, on demand"]);
    }

    private static double Dollars(IEnumerable<BillLine> bill, string item) => bill.Single(l => l.Item == item).Dollars;
}
