namespace Ingest.EndToEnd.Tests;

/// <summary>A sink that stays away does not hold the environments, and is found again when it is back.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData("kinesis:error")]
    [InlineData("kinesis:reset-before")]
    [InlineData("dynamodb:error:status=503")]
    public async Task AnOutageIsRefusedUnaskedAndItsEndIsFound(string fault)
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Concurrency = 1 });
        (await cloud.PostAsync(SampleEvents.Event("dev", "before"))).Status.ShouldBe(HttpStatusCode.Accepted);
        cloud.Host.Faults.Add(FaultParser.Parse(fault, out _)!);

        var refusals = new List<UrlResponse>();
        for (var n = 0; n < 20; n++) refusals.Add(await cloud.PostAsync(SampleEvents.Event("dev", $"{n}")));

        refusals.ShouldAllBe(response => response.Status == HttpStatusCode.ServiceUnavailable && response.Outcome == "unavailable" && response.RetryAfter >= TimeSpan.FromSeconds(1));
        refusals.Count(response => response.Text.Contains("was unavailable a moment ago", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        // What is refused unasked is written nowhere: a resend would store it twice.
        (await cloud.RecordsAsync()).Count.ShouldBeLessThan(20);
        (await cloud.ItemsAsync()).Count.ShouldBeLessThan(20);

        cloud.Host.Faults.Clear();
        (await cloud.PostUntilAskedAsync(SampleEvents.Event("dev", "after"))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await cloud.RecordsAsync()).Select(record => record["id"]!.GetValue<string>()).ShouldContain("after");
        (await cloud.ItemsAsync()).Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task NoConcurrencyRefusesEveryRequestAsThePlatformDoes()
    {
        var stopped = NativeCloud.Source with { Parameters = new Dictionary<string, string>(NativeCloud.Source.Parameters) { ["MaxConcurrency"] = "0" } };
        await using var cloud = await Cloud.StartAsync(o => o.Deploying(stopped.Deploy(o.Region)));

        var response = await cloud.PostAsync(SampleEvents.Event("dev", "1"));

        response.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Outcome.ShouldBeNull();
        cloud.Host.Function.Environments.List().ShouldBeEmpty();
    }
}
