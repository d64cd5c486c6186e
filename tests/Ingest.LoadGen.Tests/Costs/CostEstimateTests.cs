namespace Ingest.LoadGen.Tests.Costs;

public class CostEstimateTests
{
    // 1,000 events a second, ten to a request; every event one record and one item.
    private static readonly CostBasis Basis = new(1_000, 0.1, 2_000, 0.005, new StreamUnits(10, 3_000, 10, 10), new TableUnits(10, 15_000, 20), "");

    [Fact]
    public void AMillionEventsCostWhatTheirPartsDo()
    {
        var cost = CostEstimate.Of(Basis, PriceTable.Default());

        Of(cost, "Lambda requests").ShouldBe(0.02, 1e-9);
        Of(cost, "Lambda compute").ShouldBe(500 * 0.0000133334, 1e-9);
        Of(cost, "DynamoDB writes, on demand").ShouldBe(2 * 0.625, 1e-9);
        Of(cost, "Kinesis data in, on demand").ShouldBe(1e6 * 1024 / (1L << 30) * 0.08, 1e-9);
        Of(cost, "Kinesis stream, on demand").ShouldBe(1000.0 / 3600 * 0.04, 1e-9);
        cost.PerMillionEvents.ShouldBe(cost.Lines.Sum(l => l.PerMillionEvents), 1e-9);
        cost.PerMonth.ShouldBe(cost.PerMillionEvents * 2_628, 1e-6);
        cost.Lines[1].Arithmetic.ShouldBe("100,000 invocations × 0.005 GB-seconds = 500 × $0.0000133334");
    }

    /// <summary>Half of 100 bytes and half of 2,000: two units on average, though their mean fits into one and a bit.</summary>
    [Fact]
    public void EachRecordAndItemIsRoundedUpByItself()
    {
        var cost = CostEstimate.Of(Basis with { Stream = StreamUnits.Of([100, 1_900]).Per(0.2), Table = TableUnits.Of([100, 1_900]).Per(0.2) }, PriceTable.Default());

        Of(cost, "DynamoDB writes, on demand").ShouldBe(1.5 * 0.625, 1e-9);
        Of(cost, "Kinesis data in, on demand").ShouldBe(1.5e6 * 1024 / (1L << 30) * 0.08, 1e-9);
    }

    [Fact]
    public void TheStreamOfAMonthCostsItsHoursWhateverTheRate()
    {
        var stream = CostEstimate.Of(Basis with { EventsPerSecond = 3 }, PriceTable.Default()).Lines.Single(l => l.Item.StartsWith("Kinesis stream", StringComparison.Ordinal));

        stream.PerMonth.ShouldBe(730 * 0.04, 1e-9);
    }

    [Fact]
    public void ASinkThatIsNotWrittenCostsNothing()
    {
        var cost = CostEstimate.Of(Basis with { Stream = StreamUnits.None }, PriceTable.Default());

        cost.Lines.ShouldNotContain(l => l.Item.Contains("Kinesis"));
        cost.Alternatives.Count.ShouldBe(2);
    }

    [Fact]
    public void GatewaysAreChargedInTheTiersOfTheMonth()
    {
        // 1,000 requests a second are 2,628 million in 730 hours.
        var cost = CostEstimate.Of(Basis with { EventsPerSecond = 10_000 }, PriceTable.Default());

        cost.Alternatives[1].PerMonth.ShouldBe(333 * 3.5 + 667 * 2.8 + 1628 * 2.38, 0.01);
        cost.Alternatives[2].PerMonth.ShouldBe(300 * 1.0 + 2328 * 0.9, 0.01);
        CostEstimate.Of(Basis with { EventsPerSecond = 10_000, BodyBytes = 600 << 10 }, PriceTable.Default()).Alternatives[2].PerMonth.ShouldBe(300 * 1.0 + 4956 * 0.9, 0.01);
    }

    [Fact]
    public void ProvisionedShardsTakeRecordsAndBytes()
    {
        // A thousand records a second fill a shard; at 2,000 bytes each they fill two.
        var one = CostEstimate.Of(Basis, PriceTable.Default()).Alternatives[0];
        var two = CostEstimate.Of(Basis with { Stream = Basis.Stream with { Bytes = 20_000 } }, PriceTable.Default()).Alternatives[0];

        one.PerMonth.ShouldBe(2_628 * 0.014 + 730 * 0.015, 0.01);
        two.PerMonth.ShouldBe(2_628 * 0.014 + 2 * 730 * 0.015, 0.01);
    }

    [Fact]
    public void EveryPriceOfTheTableSaysWhereItWasReadAndOfWhichDate()
    {
        var table = System.Text.Json.JsonSerializer.SerializeToElement(PriceTable.Default(), System.Text.Json.JsonSerializerOptions.Web);

        var prices = table.EnumerateObject().Where(p => p.Value.ValueKind == System.Text.Json.JsonValueKind.Object).ToArray();

        prices.Length.ShouldBe(11);
        foreach (var price in prices)
        {
            price.Value.GetProperty("source").GetString()!.ShouldStartWith("https://aws.amazon.com/", customMessage: price.Name);
            price.Value.GetProperty("seen").GetString()!.ShouldMatch("https?://.*20[0-9]{2}", price.Name);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    public void AFileThatIsNoPriceTableIsRefused(string content)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, content);

        Should.Throw<ScenarioException>(() => PriceTable.Load(path)).Message.ShouldContain("is not a price table");
        File.Delete(path);
    }

    private static double Of(CostEstimate cost, string item) => cost.Lines.Single(l => l.Item == item).PerMillionEvents;
}
