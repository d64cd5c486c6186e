namespace Ingest.EndToEnd.Tests.Formats;

/// <summary>A resend of some events never hides others that were acknowledged, in either layout of the table.</summary>
[Collection(nameof(AllSinks))]
public sealed class PartialResendTests(AllSinks all)
{
    [Theory]
    [InlineData(SinkKind.LocalCloud, "event")]
    [InlineData(SinkKind.LocalCloud, "packed")]
    [InlineData(SinkKind.Emulators, "event")]
    [InlineData(SinkKind.Emulators, "packed")]
    public async Task EveryAcknowledgedEventIsFoundAfterEachResend(SinkKind sinks, string layout)
    {
        await using var ingest = await all.DeployAsync(sinks, Hosting.Native, ("DYNAMODB_LAYOUT", layout));
        var (random, at) = (new Random(3), Telemetry.Now());
        // Ids that could be taken for the end of one key and the start of another, and every id at two times.
        string[] ids = ["a", "b", "c", $"a{SampleEvents.Time(at)}#b", $"b{SampleEvents.Time(at)}#c", "a#b", "b#c", "#", "a,b", "[a]"];
        var events = ids.SelectMany(id => new[] { Event(id, at), Event(id, at.AddMilliseconds(1)) }).ToArray();
        var acknowledged = new HashSet<string>();

        await PostAsync([Event("a", at), Event("b", at)]);
        await PostAsync([Event($"a{SampleEvents.Time(at)}#b", at)]);
        for (var n = 0; n < 20; n++)
        {
            var post = events.Where(_ => random.Next(4) == 0).ToArray();
            if (n % 5 == 4) Array.Reverse(post);
            await PostAsync(post);
        }
        acknowledged.Count.ShouldBe(events.Length);

        async Task PostAsync(string[] post)
        {
            (await ingest.PostAsync(post)).Outcome.ShouldBe("accepted");
            acknowledged.UnionWith(post);
            (await StoredEvents.QueryAsync(ingest, "dev")).Select(e => e.Json).Order(StringComparer.Ordinal).ShouldBe(acknowledged.Order(StringComparer.Ordinal));
        }

        static string Event(string id, DateTimeOffset time) => $$$"""{"deviceId":"dev","id":"{{{id}}}","time":"{{{SampleEvents.Time(time)}}}","values":{"on":true}}""";
    }

    /// <summary>The local cloud alone can leave items unprocessed.</summary>
    [Theory]
    [InlineData("event")]
    [InlineData("packed")]
    public async Task WhatWasNotStoredIsNamedAndSendingJustThatAgainCompletesTheTable(string layout)
    {
        await using var ingest = await all.DeployAsync(SinkKind.LocalCloud, Hosting.Native, TimeSpan.FromSeconds(1.5), ("DYNAMODB_LAYOUT", layout));
        var events = Enumerable.Range(0, 40).Select(i => SampleEvents.Event($"dev-{i % 8}", $"{i}")).ToArray();
        var fault = ingest.Inject("dynamodb", "throttle", "perSecond=2");

        var first = await ingest.PostAsync(events);
        ingest.Sinks.Faults!.Remove(fault);

        first.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        var retry = first.Json["retry"]!.AsArray().Select(r => r!["index"]!.GetValue<int>()).ToArray();
        retry.Length.ShouldBeInRange(1, 39);
        var stored = await IdsAsync(ingest);
        Enumerable.Range(0, 40).Except(retry).Select(i => $"{i}").ShouldBeSubsetOf(stored);

        (await ingest.PostAsync(retry.Select(i => events[i]))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await IdsAsync(ingest)).Order().ShouldBe(Enumerable.Range(0, 40).Select(i => $"{i}").Order());
    }

    private static async Task<List<string>> IdsAsync(Deployment ingest)
    {
        var ids = new List<string>();
        for (var device = 0; device < 8; device++) ids.AddRange((await StoredEvents.QueryAsync(ingest, $"dev-{device}")).Select(e => e.Id));
        return ids;
    }
}
