using System.Security.Cryptography;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.CloudWatch;
using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Reporting;
using Ingest.LoadGen.Results;
using Ingest.LoadGen.Scenarios;
using Ingest.LoadGen.Verification;
using Spectre.Console;

namespace Ingest.LoadGen;

/// <summary>
/// A load from beginning to end: (1) drives the endpoint, if a dry run finds nothing wrong with it, once or in the steps of a search, (2) reads the sinks and holds
/// them against the ledger of responses, (3) asks the local cloud for its cold starts and CloudWatch for its figures, (4) judges, prints and writes the reports.
/// </summary>
internal sealed class LoadCommand(LoadOptions options, TimeProvider time, IAnsiConsole console)
{
    /// <summary>Runs the plan; an interrupted run is still verified and reported.</summary>
    public async Task<RunSummary> RunAsync(LoadPlan plan, CancellationToken interrupted)
    {
        // New in every run: what an earlier one stored can't pass for this one's.
        var fleet = new DeviceFleet(plan.Settings.Devices, options.Seed, options.Partition, (uint)RandomNumberGenerator.GetInt32(int.MinValue, int.MaxValue), options.DevicePrefix);
        var ledger = new EventLedger();
        var preflight = options.Preflight ? await Preflight.RunAsync(options.Url, Requests(Preflight.UrlOf(options.Url)), new DeviceFleet(1, options.Seed, Partition.Whole, devicePrefix: options.DevicePrefix), time.GetUtcNow()) : null;
        var started = time.GetUtcNow();
        using var api = options.Console is null ? null : new ConsoleApi(options.Console);
        var coldBefore = api is null ? null : await api.ColdStartsAsync(started, CancellationToken.None);
        var usageBefore = api is null ? null : await api.UsageAsync(CancellationToken.None);

        var (driven, capacity) = preflight is not null ? (new DrivenLoad(plan, RunRecorder.Of(plan, time), null, started, TimeSpan.Zero), null)
            : plan.Settings.FindCapacity is { } objective
            ? await FindCapacityAsync(plan, objective, fleet, ledger, interrupted)
            : (await DriveAsync(plan, fleet, ledger, interrupted), null);
        var cutShort = interrupted.IsCancellationRequested;
        var recorder = driven.Recorder;
        var readings = options.Sinks is null || preflight is not null ? new SinkReadings([], []) : await ReadSinksAsync(options.Sinks, fleet, started);
        var measured = ledger.Count(Math.Min(recorder.FirstSequence, ledger.Sent));
        var conservation = Conservation.Check(ledger, fleet, readings.Read, recorder.Violations, recorder.FirstViolation);
        var cold = api is null ? null : ConsoleApi.Between(coldBefore, await api.ColdStartsAsync(driven.LoadStarted, CancellationToken.None));

        var summary = RunSummaries.Of(driven, options.Url, fleet, conservation, measured, cold, options.TolerableLag, cutShort) with { Capacity = capacity, Notes = [.. Notes(driven, capacity)], Unverified = readings.Problems, Preflight = preflight };
        summary = summary with { Thresholds = [.. summary.Thresholds, .. Objectives.Judge(plan.Settings, summary)] };
        summary = summary with { Verdict = Judgement.Of(summary, plan, options.Baseline, options.MaxRegression) };
        summary = await ReadPlatformAsync(summary, plan.WarmUp);
        var usage = usageBefore is null ? null : (await api!.UsageAsync(CancellationToken.None))?.Since(usageBefore);
        if (RunCost.BasisOf(summary, recorder.EventsSent, usage, options.MemoryMb) is { } basis)
            summary = summary with { Cost = CostEstimate.Of(basis, options.Prices ?? PriceTable.Default()) };
        console.Write(new Text(SummaryText.Render(summary)));
        Write(summary);
        return summary;
    }

    private IEnumerable<string> Notes(DrivenLoad driven, CapacityFinding? capacity)
    {
        if (capacity is not null) yield return $"The requests, latencies and charts by the second are of the search's last step, {driven.Recorder.Starts / driven.Recorder.Duration.TotalSeconds:N0}/s.";
        // A search judges each of its steps itself.
        else if (options.TolerableLag > LoadOptions.DefaultLag && RunSummaries.Generator(driven.Recorder, driven.Cpu, LoadOptions.DefaultLag).Doubt is { } doubt)
            yield return $"{doubt} --tolerable-lag lets that pass: the latencies say more of this machine than of the endpoint.";
    }

    private async Task<DrivenLoad> DriveAsync(LoadPlan plan, DeviceFleet fleet, EventLedger ledger, CancellationToken interrupted)
    {
        var wire = new WireClock(time);
        using var run = new LoadRun(plan, fleet, ledger, scenario => Client(scenario, wire), time, interrupted);
        wire.Answered = run.Recorder.OnWire;
        run.Recorder.Timeline.Connections = () => wire.Open;
        console.WriteLine($"load {plan.Name}: {run.Recorder.Starts:N0} posts in {run.Recorder.Duration:mm\\:ss} at {options.Url} as run {fleet.Run}");
        var loadStarted = time.GetUtcNow() + plan.WarmUp;
        var config = ConfigPath();
        await File.WriteAllTextAsync(config, plan.ToJson(), CancellationToken.None);
        using var display = new LoadDisplay(run.Recorder, ledger, time, console);
        // NBomber's Run blocks.
        var stats = await Task.Factory.StartNew(
            () => run.Run(config, options.ReportFolder is null ? null : Path.Combine(options.ReportFolder, "nbomber"), display),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var cpu = run.Recorder.CpuTime();
        if (options.ReportFolder is null) File.Delete(config);
        return new DrivenLoad(plan, run.Recorder, stats, loadStarted, cpu);
    }

    private async Task<(DrivenLoad Last, CapacityFinding Found)> FindCapacityAsync(
        LoadPlan plan, CapacityObjective objective, DeviceFleet fleet, EventLedger ledger, CancellationToken interrupted)
    {
        var search = new CapacitySearch(objective);
        var step = plan.Scenarios[0].Stages[0];
        DrivenLoad? last = null;
        while (search.Next() is { } rate && !(interrupted.IsCancellationRequested && last is not null))
        {
            last = await DriveAsync(plan.Each(s => s with { Stages = [step with { Rate = rate }] }) with { Name = $"{plan.Name} at {rate:N0}/s" }, fleet, ledger, interrupted);
            var recorder = last.Recorder;
            var succeeded = recorder.ByOutcome.Where((_, kind) => ((Outcome)kind).IsSuccess()).Sum();
            var answered = recorder.Timeline.Seconds.Take((int)Math.Ceiling(step.During.TotalSeconds)).Sum(s => s.Answered) / step.During.TotalSeconds;
            var judged = CapacityStep.Judge(objective, rate, Math.Round(answered, 1), LatencySummary.Of(recorder.Intended).P99, RunSummaries.Generator(recorder, last.Cpu, options.TolerableLag).Doubt,
                Math.Round(100.0 * (recorder.Requests - succeeded) / Math.Max(1, recorder.Requests), 2));
            search.Add(judged with { P50Ms = LatencySummary.Of(recorder.Intended).P50 });
            console.WriteLine($"  {search.Steps[^1].Broke ?? "kept"}");
        }
        return (last! with { Plan = plan }, new CapacityFinding(search.Sustained, objective, search.Steps));
    }

    private async Task<SinkReadings> ReadSinksAsync(SinkOptions sinks, DeviceFleet fleet, DateTimeOffset started)
    {
        var reader = new SinkReaders(sinks, fleet, time);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        // A line for every change would be all there is if there is no terminal.
        if (!console.Profile.Capabilities.Interactive) return await reader.ReadAsync(started, (_, _) => { }, CancellationToken.None);
        return await console.Status().StartAsync("reading the sinks", context => reader.ReadAsync(started, (sink, count) =>
        {
            lock (counts)
            {
                counts[sink] = count;
                context.Status($"reading the sinks: {string.Join(", ", counts.Select(c => $"{c.Key} {c.Value:N0}"))}");
            }
        }, CancellationToken.None));
    }

    private async Task<RunSummary> ReadPlatformAsync(RunSummary summary, TimeSpan warmUp)
    {
        if (options.Platform is null || summary.Preflight is not null) return summary;
        var answered = summary.Statuses.Where(s => s.Key != "0").Sum(s => s.Value);
        console.WriteLine($"reading CloudWatch for {options.Platform.Function}{(options.Platform.Endpoint is null ? ", which may be some minutes behind" : "")}");
        try
        {
            return summary with { Platform = await new PlatformReader(options.Platform, time).ReadAsync(summary.Started - warmUp, answered, CancellationToken.None) };
        }
        catch (PlatformException exception)
        {
            // What was measured is measured; the report does without the comparison.
            return summary with { Notes = [.. summary.Notes, exception.Message] };
        }
    }

    private RequestOptions Requests(Uri url) => options.Requests with { Authentication = options.Authentication?.Invoke(url) };

    private IngestClient Client(ScenarioPlan scenario, WireClock wire)
    {
        var wanted = scenario.Settings.Connections ?? (int)Math.Clamp(scenario.PeakPerSecond / 2, 64, 5_000);
        var connections = Math.Min(wanted, FileDescriptors.MostConnections());
        // Out of descriptors the run would end in the middle, and its report with it.
        if (connections < wanted)
            console.WriteLine($"connections: {connections:N0} and not {wanted:N0}, as this process may not open files for more (ulimit -n); raise it with: ulimit -n {wanted + FileDescriptors.Reserved}");
        return new IngestClient(IngestClient.Connections(connections, options.Requests.Roots, wire), options.Url, scenario.Settings.Timeout, Requests(options.Url));
    }

    private string ConfigPath()
    {
        if (options.ReportFolder is null) return Path.Combine(Path.GetTempPath(), $"ingest-load-{Environment.ProcessId}-{options.Seed:x8}-{options.Partition.Index}.json");
        Directory.CreateDirectory(options.ReportFolder);
        return Path.Combine(options.ReportFolder, "scenario.json");
    }

    private void Write(RunSummary summary)
    {
        if (options.SummaryJson is not null) File.WriteAllText(options.SummaryJson, SummaryJson.Render(summary));
        if (options.ReportFolder is not null) console.WriteLine($"reports: {string.Join(", ", ReportFolder.Write(summary, options.Baseline, options.ReportFolder))}");
    }
}
