namespace Ingest.LocalCloud.Tests.Faults;

public class FaultParserTests
{
    [Theory]
    [InlineData("kinesis:partial:share=0.2,records=1/3")]
    [InlineData("""{"target":"kinesis","kind":"partial","share":0.2,"records":"1/3"}""")]
    [InlineData("""{"target":"Kinesis","kind":"partial","parameters":{"share":0.2,"records":"1/3"}}""")]
    public void BothFormsSayTheSame(string text)
    {
        var fault = FaultParser.Parse(text, out _).ShouldNotBeNull();

        (fault.Kind.Target, fault.Kind.Name, fault.Share, fault.Records).ShouldBe(("kinesis", "partial", 0.2, (1, 3)));
    }

    [Theory]
    [InlineData("kinesis", "'kinesis' is no fault; write target:kind:parameter=value,…, as in kinesis:partial:share=0.2,records=1/3")]
    [InlineData("s3:error", "target 's3' is unknown; known: kinesis, dynamodb, lambda, url")]
    [InlineData("url:explode", "kind 'explode' is unknown for url; known: throttle, error, delay, reset")]
    [InlineData("dynamodb:partial:rate=1", "parameter 'rate' is unknown for dynamodb:partial; known: records, table, share, every, first, count, seconds, operation")]
    [InlineData("kinesis:error:share=2", "share '2' must be a number from 0 to 1")]
    [InlineData("kinesis:error:share=0.5,every=2", "share, every and first exclude one another; give one")]
    [InlineData("kinesis:partial:records=3/2", "records '3/2' must be k/n with 1 <= k <= n: k of every n fail")]
    [InlineData("kinesis:delay", "delay needs ms, the delay in milliseconds")]
    [InlineData("kinesis:delay:ms=1,distribution=weibull", "distribution 'weibull' is unknown; known: fixed, uniform, exponential, lognormal")]
    [InlineData("kinesis:error:first", "'first' is no parameter; write name=value")]
    [InlineData("kinesis:error:every=0", "every '0' must be a whole number of at least 1")]
    public void WhatIsWrongIsSaidWithWhatIsKnown(string text, string expected)
    {
        FaultParser.Parse(text, out var error).ShouldBeNull();

        error.ShouldBe(expected);
    }

    [Fact]
    public void EveryKindCanBeAskedFor()
    {
        foreach (var kind in FaultKind.All)
        {
            var text = $"{kind.Target}:{kind.Name}" + (kind.Parameters.Contains("ms") ? ":ms=5" : "");
            FaultParser.Parse(text, out var error).ShouldNotBeNull(error).Kind.ShouldBe(kind);
        }
    }

    [Theory]
    [InlineData("fixed", 100, 100)]
    [InlineData("uniform", 100, 300)]
    [InlineData("exponential", 0, 300)]
    [InlineData("lognormal", 1, 300)]
    public void DelaysFollowTheirDistribution(string shape, double least, double most)
    {
        var (distribution, random) = (new DelayDistribution(shape, 100, 300, 0.5), new Random(1));

        var drawn = Enumerable.Range(0, 2000).Select(_ => distribution.Draw(random).TotalMilliseconds).Order().ToList();

        drawn[0].ShouldBeGreaterThanOrEqualTo(least);
        drawn[^1].ShouldBeLessThanOrEqualTo(most);
        // The medians: 100, 200, 100·ln 2, 100.
        var median = shape switch { "uniform" => 200, "exponential" => 69.3, _ => 100 };
        drawn[1000].ShouldBe(median, 10);
    }
}
