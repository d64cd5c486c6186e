namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class ManagedInstanceTests
{
    [Fact]
    public async Task OneEnvironmentRunsSeveralInvocationsAtOnce()
    {
        await using var gate = await Gate.OpenAsync();
        await using var cloud = await Cloud.StartAsync(o => o with { EnvironmentConcurrency = 3, Concurrency = 1 });

        var running = Enumerable.Range(0, 3).Select(_ => cloud.GetAsync(gate.Path)).ToArray();
        var arrivals = new[] { await gate.ArrivalAsync(), await gate.ArrivalAsync(), await gate.ArrivalAsync() };
        var fourth = await cloud.GetAsync("/");
        foreach (var arrival in arrivals) arrival.SetResult();

        fourth.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await Task.WhenAll(running)).ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        cloud.Totals.ColdStarts.Count.ShouldBe(1);
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ATimeoutFailsItsInvocationAndLeavesTheEnvironmentAlone()
    {
        var time = new ManualTimeProvider();
        await using var gate = await Gate.OpenAsync();
        await using var cloud = await Cloud.StartAsync(o => o with { Time = time, EnvironmentConcurrency = 2, Concurrency = 1, Timeout = TimeSpan.FromMilliseconds(500) });

        var hung = cloud.GetAsync(gate.Path);
        await gate.ArrivalAsync();
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromMilliseconds(500));

        (await hung).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await cloud.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        cloud.Totals.ColdStarts.Count.ShouldBe(1);
    }
}
