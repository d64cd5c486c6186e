namespace Ingest.LocalCloud.Tests.Services.CloudWatch;

public sealed class EmfExtractorTests : IDisposable
{
    private readonly MetricStore _store = new(new AwsOptions(), new ManualTimeProvider());

    public void Dispose() => _store.Dispose();

    private int Extract(string line) => new EmfExtractor(_store, new ManualTimeProvider()).Extract(Encoding.UTF8.GetBytes(line));

    [Fact]
    public void EachMetricIsRecordedForEachSetOfDimensions()
    {
        var recorded = Extract("""
            {"_aws":{"Timestamp":1795219200000,"CloudWatchMetrics":[{"Namespace":"Ingest","Dimensions":[["service"],["service","sink"],[]],"Metrics":[{"Name":"accepted","Unit":"Count"},{"Name":"latency","Unit":"Milliseconds"},{"Name":"absent"}]}]},
             "service":"ingest","sink":"kinesis","accepted":10,"latency":[1.5,2.5],"requestId":"x"}
            """);

        recorded.ShouldBe(9);
        var latency = _store.Find("Ingest", "latency", [new("service", "ingest"), new("sink", "kinesis")])!;
        latency.Unit.ShouldBe("Milliseconds");
        latency.Periods(1795219200, 1795219201, 1).Single().Value.Sum.ShouldBe(4);
        _store.Find("Ingest", "accepted", [])!.Periods(1795219200, 1795219201, 1).Single().Value.Sum.ShouldBe(10);
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("""{"message":"an object"}""")]
    [InlineData("""{"_aws":1}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Namespace":"N","Metrics":[{"Name":"m"}]}]},"m":"text"}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["gone"]],"Metrics":[{"Name":"m"}]}]},"m":1}""")]
    [InlineData("""{"_aws":{""")]
    public void AnyOtherLineIsLeftALogLine(string line)
    {
        Extract(line).ShouldBe(0);

        _store.All.ShouldBeEmpty();
    }
}
