namespace Ingest.EndToEnd.Tests.Alarms;

/// <summary>Each trouble raises its alarms within three minutes, and no other. The minutes are virtual (<see cref="AlarmReplay"/>).</summary>
[Trait("Emulation", "too-slow")]
public sealed class AlarmTests
{
    [Fact]
    public Task AHealthyMinuteRaisesNone() => ShouldRaiseAsync([], null, (cloud, n) => cloud.PostAsync(Events($"dev-{n}", n, 5)));

    [Fact]
    public Task HalfOfEveryBatchRejected() => ShouldRaiseAsync(["RejectedAlarm"], null, (cloud, n) => cloud.PostAsync($"[{SampleEvents.Event("dev", $"{n}")},{{}}]"));

    [Fact]
    public Task OneHotShardThrottled() => ShouldRaiseAsync(
        ["NotStoredAlarm", "StreamThrottledAlarm"], o => WithFault(o, "kinesis:throttle:shard=1"), (cloud, n) => cloud.PostAsync(Events($"dev-{n}", n, 2)));

    [Fact]
    public Task HalfOfPutRecordsPartlyFailing() => ShouldRaiseAsync(
        ["StreamFailedAlarm"], o => WithFault(o, "kinesis:partial:every=2,records=1/2,code=InternalFailure"), (cloud, n) => cloud.PostAsync(Events($"dev-{n}", n, 10)));

    [Fact]
    public Task TheTableThrottled() => ShouldRaiseAsync(
        ["NotStoredAlarm", "TableQuotaAlarm"], o => WithFault(o, "dynamodb:throttle"), (cloud, n) => cloud.PostAsync(Events($"dev-{n}", n, 5)));

    [Fact]
    public Task ASinkAway() => ShouldRaiseAsync(
        ["NotStoredAlarm", "Url5xxAlarm"], o => WithFault(o, "kinesis:error"), (cloud, n) => cloud.PostAsync(Events($"dev-{n}", n, 2)));

    [Fact]
    public Task TheFunctionCrashing() => ShouldRaiseAsync(
        ["FunctionErrorAlarm", "Url5xxAlarm"], o => o with { Environment = new Dictionary<string, string> { ["SINKS"] = "none" } }, (cloud, n) => cloud.PostAsync(Events("dev", n, 1)), posts: 6);

    [Fact]
    public Task AFloodPastTheLimit() => ShouldRaiseAsync(
        ["ThrottleAlarm"], o => o.Deploying((NativeCloud.Source with { Parameters = Limited }).Deploy(o.Region)), (cloud, n) => cloud.PostAsync(Events("dev", n, 1)), posts: 80);

    private static Dictionary<string, string> Limited => new(NativeCloud.Source.Parameters) { ["MaxConcurrency"] = "2" };

    private static async Task ShouldRaiseAsync(string[] alarms, Func<LocalCloudOptions, LocalCloudOptions>? configure, Func<Cloud, int, Task<UrlResponse>> post, int posts = 40)
    {
        var cloud = await Cloud.StartAsync(o => (configure ?? (static c => c))(o with { Concurrency = 4 }));
        await Parallel.ForEachAsync(Enumerable.Range(0, posts), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) => await post(cloud, n));
        // Its environments write their last counts.
        await cloud.DisposeAsync();

        AlarmReplay.Raised(cloud.Host.Aws.Metrics, cloud.Host.Stack!, TimeSpan.FromMinutes(3)).ShouldBe(alarms);
    }

    private static LocalCloudOptions WithFault(LocalCloudOptions options, string fault) => options with { Faults = [FaultParser.Parse(fault, out _)!] };

    private static string Events(string device, int post, int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => SampleEvents.Event(device, $"{post}-{i}")))}]";
}
