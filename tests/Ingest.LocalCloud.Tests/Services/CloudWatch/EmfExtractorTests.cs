namespace Ingest.LocalCloud.Tests.Services.CloudWatch;

public sealed class EmfExtractorTests : IDisposable
{
    private readonly MetricStore _store = new(new AwsOptions(), new ManualTimeProvider());

    public void Dispose() => _store.Dispose();

    private int Extract(string line) => new EmfExtractor(_store).Extract(Encoding.UTF8.GetBytes(line));

    [Fact]
    public void EachMetricIsRecordedForEachSetOfDimensions()
    {
        var recorded = Extract("""
            {"_aws":{"Timestamp":1795219200000,"CloudWatchMetrics":[{"Namespace":"Ingest","Dimensions":[["service"],["service","sink"],[]],"Metrics":[{"Name":"accepted","Unit":"Count"},{"Name":"latency","Unit":"Milliseconds"}]}]},
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
    [InlineData("""{"_aws":{""")]
    [InlineData("""["_aws"]""")]
    public void AnyOtherLineIsLeftALogLine(string line)
    {
        Extract(line).ShouldBe(0);

        _store.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"_aws":1}""", "_aws is no object")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"m"}]}]},"m":1}""", "Timestamp")]
    [InlineData("""{"_aws":{"Timestamp":"1","CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"m"}]}]},"m":1}""", "Timestamp")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"m":1}""", "no metrics")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[]}]},"m":1}""", "1 to 100 Metrics")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Metrics":[{"Name":"m"}]}]},"m":1}""", "no Dimensions")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"","Dimensions":[[]],"Metrics":[{"Name":"m"}]}]},"m":1}""", "Namespace")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["d"]],"Metrics":[{"Name":"m"}]}]},"m":1,"d":7}""", "d is 7; it must be a string")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["gone"]],"Metrics":[{"Name":"m"}]}]},"m":1}""", "gone has no value")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"m"}]}]},"m":"1"}""", "neither a number nor an array")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"m"}]}]},"m":{"Values":[1],"Counts":[2]}}""", "neither a number nor an array")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"m"}]}]},"m":[]}""", "0 values")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"m"},{"Name":"gone"}]}]},"m":1}""", "gone has no value")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"m","Unit":"Events"}]}]},"m":1}""", "Events")]
    public void ALineThatBreaksARuleGivesNoMetric(string line, string why)
    {
        Should.Throw<FormatException>(() => Extract(line)).Message.ShouldContain(why);

        _store.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, 30, null)]
    [InlineData(101, 30, "101 values")]
    [InlineData(100, 31, "31 dimensions")]
    public void ArraysAndDimensionsHaveALimit(int values, int dimensions, string? why)
    {
        var names = Enumerable.Range(0, dimensions).Select(i => $"\"d{i}\"").ToList();
        var line = $$"""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[{{string.Join(',', names)}}]],"Metrics":[{"Name":"m"}]}]},{{string.Join(',', names.Select(name => name + ":\"x\""))}},"m":[{{string.Join(',', Enumerable.Repeat(1, values))}}]}""";

        if (why is null) Extract(line).ShouldBe(values);
        else Should.Throw<FormatException>(() => Extract(line)).Message.ShouldContain(why);
    }

    [Fact]
    public void ThePersonAtTheTerminalIsToldOnceWhatIsWrong()
    {
        using var terminal = new StringWriter();
        var sink = new EmfLogSink(new EmfExtractor(_store), terminal);

        for (var i = 0; i < 3; i++) sink.Write(default, "stream", """{"_aws":{"CloudWatchMetrics":[]}}""");

        terminal.ToString().ShouldStartWith("CloudWatch would take no metrics from a log line of the function: _aws.Timestamp is missing");
        terminal.ToString().Count(c => c == '\n').ShouldBe(1);
    }
}
