using Ingest.LoadGen.Formats;

namespace Ingest.Suites.Faults;

/// <summary>
/// The long conservation run: one local cloud, the native function, and one phase of faults after the other. Kills come first
/// and last, so that the environments between them live long enough for their memory to be judged.
/// </summary>
internal sealed class FaultRun(FaultRunOptions options, TimeProvider time, TextWriter progress)
{
    private const int Mixes = 8;

    /// <summary>Short, so that outages outlast it.</summary>
    private static readonly TimeSpan FunctionTimeout = TimeSpan.FromSeconds(3);

    private static readonly LoadSettings Load = new()
    {
        InvalidPercent = 1,
        Timeout = TimeSpan.FromSeconds(30),
        Payloads =
        [
            new PayloadSettings { Weight = 2, Events = 1 },
            new PayloadSettings { Weight = 2, Events = 25 },
            new PayloadSettings { Weight = 4, Events = 100 },
            new PayloadSettings { Weight = 1, Events = 1_200, Format = BodyFormats.Envelope },
        ],
    };

    /// <summary>The phases of a run with this seed.</summary>
    public static IReadOnlyList<FaultPhase> Phases(int seed)
    {
        var mixes = Enumerable.Range(0, Mixes).Select(n => FaultCatalog.Mix(unchecked(seed + n), kills: n >= Mixes / 2)).ToArray();
        return
        [
            .. FaultCatalog.Each.Where(p => p.Kills),
            .. FaultCatalog.Each.Where(p => !p.Kills),
            .. FaultCatalog.Outages(seconds: 4),
            .. mixes,
            FaultCatalog.All,
        ];
    }

    /// <summary>Waits for the last kills to be noticed: their 502s belong to the phase that ends.</summary>
    private async Task SettleAsync(LocalCloudHost cloud, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        do await Task.Delay(TimeSpan.FromMilliseconds(200), time, patience.Token);
        while (cloud.Function.Environments.List().Any(e => e.ProcessId is { } id && !File.Exists($"/proc/{id}/exe")));
    }

    public async Task<FaultRunResult> RunAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        await using var cloud = await NativeCloud.StartAsync(
            o => o with { FunctionPath = options.FunctionPath, Concurrency = options.Environments, EnvironmentConcurrency = options.Concurrency, Timeout = FunctionTimeout, FaultSeed = options.Seed },
            cancellation);
        await using var memory = new MemoryWatch(cloud.Function.Environments, time);
        var phases = Phases(options.Seed);
        var runs = new List<PhaseRun>();
        foreach (var phase in phases)
        {
            // Each run of phases has event ids of its own.
            var run = new PhaseRun(phase, Load, unchecked(options.Seed + 1_000 + runs.Count), time);
            runs.Add(run);
            await progress.WriteLineAsync($"{runs.Count}/{phases.Count} {time.GetElapsedTime(started):m\\:ss} {phase.Name}");
            await run.SendAsync(cloud, (int)Math.Ceiling((double)options.Events / phases.Count), options.Environments * options.Concurrency, cancellation);
            if (phase.Kills) await SettleAsync(cloud, cancellation);
        }
        await progress.WriteLineAsync($"{time.GetElapsedTime(started):m\\:ss} reading the sinks");
        var scan = SinkScan.Read(cloud, runs);
        return new FaultRunResult([.. runs.Select(r => r.Result())], scan.Damaged, scan.FirstDamaged, memory.Judge(), memory.Timeline(moments: 20), time.GetElapsedTime(started));
    }
}

/// <param name="FunctionPath">The native function.</param>
/// <param name="Events">At least so many are sent.</param>
/// <param name="Environments">Execution environments.</param>
/// <param name="Concurrency">Invocations at once in each; there are as many producers as all can take.</param>
/// <param name="Seed">Of the mixes, of which calls are struck, and of the events' ids.</param>
internal sealed record FaultRunOptions(string FunctionPath, int Events, int Environments, int Concurrency, int Seed);

/// <summary>What came of a run.</summary>
internal sealed record FaultRunResult(
    IReadOnlyList<PhaseResult> Phases, long Damaged, string? FirstDamaged,
    IReadOnlyList<EnvironmentMemory> Memory, IReadOnlyList<(TimeSpan At, int Environments, long[] Resident)> Timeline, TimeSpan Elapsed)
{
    /// <summary>Resident memory may differ by this much between the first and the last quarter after the warm-up.</summary>
    public const double MemoryTolerance = 0.1;

    public IReadOnlyList<string> Problems =>
    [
        .. Phases.SelectMany(p => p.Problems.Select(problem => $"{p.Phase.Name}: {problem}")),
        .. Damaged > 0 ? [$"{Damaged} records or items are not what was sent; the first: {FirstDamaged}"] : Array.Empty<string>(),
        .. Memory.Where(m => Math.Abs(m.Growth - 1) > MemoryTolerance).Select(m => $"Environment {m.Number}: resident memory went from {m.First / 1e6:0.0} to {m.Last / 1e6:0.0} MB."),
    ];
}
