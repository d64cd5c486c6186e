namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>Sinks that fail for a while.</summary>
[Collection(nameof(AllSinks))]
public sealed class FailureTests(AllSinks all)
{
    [Theory, ClassData(typeof(Setups))]
    public async Task EventsThatFoundNoStreamAreNamedAndStoredWhenSentAgain(SinkKind sinks, Hosting hosting)
    {
        var later = $"later-{Guid.NewGuid():N}";
        await using var ingest = await all.DeployAsync(sinks, hosting, TimeSpan.FromSeconds(10), ("STREAM_NAME", later));
        var events = new[] { SampleEvents.Event("dev", "1"), SampleEvents.Event("dev", "2") };

        var response = await ingest.PostAsync(events);

        response.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Outcome.ShouldBe("operator-needed");
        response.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        response.Json["retry"]!.ToJsonString().ShouldBe("""[{"index":0,"id":"1"},{"index":1,"id":"2"}]""");

        await ingest.Sinks.CreateStreamAsync(later);
        (await ingest.PostAsync(events)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await ingest.Sinks.Reader.RecordsAsync(later)).Select(Telemetry.Id).ShouldBe(["1", "2"]);
        (await ingest.ItemsAsync()).Count.ShouldBe(2);
    }

    /// <summary>The local cloud alone: neither kinesalite nor dynalite ever throttles.</summary>
    [Theory]
    [InlineData(Hosting.Native)]
    [InlineData(Hosting.InProcess)]
    public async Task ThrottledRecordsAndItemsAreSentAgainAndAcknowledgedOnceDurable(Hosting hosting)
    {
        await using var ingest = await all.DeployAsync(SinkKind.LocalCloud, hosting);
        ingest.Inject("kinesis", "partial", "records=1/3,count=3");
        ingest.Inject("dynamodb", "partial", "records=1/2,count=6");

        var response = await ingest.PostAsync(Enumerable.Range(0, 100).Select(i => SampleEvents.Event($"dev-{i % 3}", $"{i}")));

        response.Text.ShouldBe("""{"received":100,"accepted":100,"duplicates":0}""");
        // Exactly once each: what a call had written was not sent again.
        (await ingest.RecordsAsync()).Select(Telemetry.Id).Order().ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}").Order());
        (await ingest.ItemsAsync()).Count.ShouldBe(100);
    }
}
