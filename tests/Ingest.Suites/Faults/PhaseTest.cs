using Ingest.LoadGen.Formats;

namespace Ingest.Suites.Faults;

/// <summary>One phase of faults against a cloud of its own, small enough for every test run; ./ingest test faults is the long one.</summary>
internal static class PhaseTest
{
    private const int Environments = 4;

    public static readonly LoadSettings SmallPosts = new()
    {
        // As long as an invocation has: a producer that leaves earlier has no response, and sends twice.
        Timeout = TimeSpan.FromSeconds(60),
        Devices = 37,
        InvalidPercent = 2,
        Payloads =
        [
            new PayloadSettings { Weight = 2, Events = 1 },
            new PayloadSettings { Weight = 3, Events = 8 },
            new PayloadSettings { Weight = 1, Events = 30, Format = BodyFormats.Envelope, Encoding = BodyEncoding.Gzip },
        ],
    };

    /// <summary>Fails with everything that did not hold, and with how to repeat it.</summary>
    public static async Task<PhaseResult> RunAsync(FaultPhase phase, int seed, int events = 600, LoadSettings? load = null, Func<LocalCloudOptions, LocalCloudOptions>? configure = null)
    {
        await using var cloud = await NativeCloud.StartAsync(o => (configure ?? (c => c))(o with { Concurrency = Environments, FaultSeed = seed }));
        var run = new PhaseRun(phase, load ?? SmallPosts, seed, TimeProvider.System);

        await run.SendAsync(cloud, events, cloud.Options.Concurrency * cloud.Options.EnvironmentConcurrency, CancellationToken.None);

        var scan = SinkScan.Read(cloud, [run]);
        var result = run.Result();
        var repeat = $"seed {seed}: {phase}\n{string.Join("\n", cloud.Logs.Read(0, 20).Select(line => line.Text))}";
        result.Problems.ShouldBeEmpty(repeat);
        scan.FirstDamaged.ShouldBeNull(repeat);
        return result;
    }
}
