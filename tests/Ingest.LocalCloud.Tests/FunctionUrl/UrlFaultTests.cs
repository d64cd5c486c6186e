using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class UrlFaultTests
{
    [Fact]
    public async Task AFaultComesAndGoesOverTheConsole()
    {
        await using var cloud = await Cloud.StartAsync();
        var created = await cloud.ConsoleHttp.PostAsync(new Uri("faults", UriKind.Relative), JsonContent.Create("url:throttle:count=1"));
        var id = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync())!["id"]!;

        var struck = await cloud.GetAsync("/");
        var spared = await cloud.GetAsync("/");
        var removed = await cloud.ConsoleHttp.DeleteAsync(new Uri($"faults/{id}", UriKind.Relative));

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        struck.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await struck.Content.ReadAsStringAsync()).ShouldContain("Rate Exceeded.");
        spared.StatusCode.ShouldBe(HttpStatusCode.OK);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        cloud.Totals.Throttles.ShouldBe(1);
    }

    [Theory]
    [InlineData("url:error", HttpStatusCode.BadGateway)]
    [InlineData("url:error:status=503", HttpStatusCode.ServiceUnavailable)]
    public async Task AnErrorIsAnsweredWithoutTheFunction(string fault, HttpStatusCode status)
    {
        await using var cloud = await StartAsync(fault);

        var response = await cloud.GetAsync("/");

        response.StatusCode.ShouldBe(status);
        cloud.Totals.Invocations.ShouldBe(0);
    }

    [Fact]
    public async Task AResetEndsTheConnectionWithoutAResponse()
    {
        await using var cloud = await StartAsync("url:reset");

        await Should.ThrowAsync<HttpRequestException>(() => cloud.PostAsync("/", "{}"));

        cloud.Totals.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task ADelayHoldsTheRequest()
    {
        var time = new ManualTimeProvider();
        await using var cloud = await StartAsync("url:delay:ms=300", o => o with { Time = time });
        var timers = time.PendingTimers;

        var request = cloud.GetAsync("/");
        while (time.PendingTimers == timers) await Task.Yield();
        request.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(300));

        (await request).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AKilledEnvironmentIsA502AndTheNextRequestGetsAnother()
    {
        await using var cloud = await StartAsync("lambda:kill:ms=0,count=1");

        var killed = await cloud.GetAsync("/hang");
        var next = await cloud.GetAsync("/");

        killed.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        cloud.Host.Function.Environments.LastError.ShouldBe("Runtime exited with error: signal: killed");
    }

    [Fact]
    public async Task ADelayedInvocationHoldsItsEnvironment()
    {
        var time = new ManualTimeProvider();
        await using var cloud = await StartAsync("lambda:delay:ms=300,count=1", o => o with { Time = time, Concurrency = 1 });
        var timers = time.PendingTimers;

        var delayed = cloud.GetAsync("/");
        // One timer is the environment's own watchdog.
        while (time.PendingTimers < timers + 2) await Task.Yield();
        var refused = await cloud.GetAsync("/");
        time.Advance(TimeSpan.FromMilliseconds(300));

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await delayed).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ASinkFaultKillsTheEnvironmentThatCalled()
    {
        await using var gate = await Gate.OpenAsync();
        await using var cloud = await Cloud.StartAsync();
        var first = cloud.GetAsync(gate.Path);
        await gate.ArrivalAsync();
        var second = cloud.GetAsync(gate.Path);
        var arrival = await gate.ArrivalAsync();
        var victim = cloud.Host.Function.Environments.List()[0];

        cloud.Host.Faults.KillEnvironment(victim.AccessKeyId).ShouldBeTrue();
        cloud.Host.Faults.KillEnvironment("ASIAUNKNOWN").ShouldBeFalse();

        (await first).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        arrival.SetResult();
        (await second).StatusCode.ShouldBe(HttpStatusCode.OK);
        cloud.Totals.Reports.Select(r => r.Outcome).ShouldBe([InvocationOutcome.EnvironmentExited, InvocationOutcome.Succeeded]);
    }

    [Theory]
    [InlineData("kinesis:kill-before:count=1", 1)]
    [InlineData("kinesis:kill-after:count=1", 2)]
    public async Task AnEnvironmentIsKilledBeforeOrAfterItWrote(string fault, int stored)
    {
        await using var cloud = await StartAsync(fault);

        var killed = await cloud.PostAsync("/put", "first");
        var retried = await cloud.PostAsync("/put", "again");

        killed.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await retried.Content.ReadAsStringAsync()).ShouldBe("200");
        cloud.Host.Aws.Kinesis.Records("telemetry").Count().ShouldBe(stored);
        cloud.Totals.ColdStarts.Count.ShouldBe(2);
    }

    private static Task<Cloud> StartAsync(string fault, Func<LocalCloudOptions, LocalCloudOptions>? configure = null) => Cloud.StartAsync(o =>
    {
        var definition = FaultParser.Parse(fault, out var error).ShouldNotBeNull(error);
        return (configure?.Invoke(o) ?? o) with { Faults = [definition] };
    });
}
