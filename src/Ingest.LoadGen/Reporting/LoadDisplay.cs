using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ingest.LoadGen.Reporting;

/// <summary>The running load: progress, rates, latency, statuses, live on a terminal; without one, a line now and then.</summary>
internal sealed class LoadDisplay(RunRecorder recorder, EventLedger ledger, TimeProvider time, IAnsiConsole console) : IReportingSink
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Width = 60;
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _ended = new();
    private Task _shown = Task.CompletedTask;

    public string SinkName => "display";

    public Task Init(IBaseContext context, IConfiguration infraConfig) => Task.CompletedTask;

    public Task Start(SessionStartInfo sessionInfo)
    {
        _shown = RunAsync(_ended.Token);
        return Task.CompletedTask;
    }

    /// <summary>NBomber tells every five seconds; the recorder knows more, and at any time.</summary>
    public Task SaveRealtimeStats(ScenarioStats[] stats) => Task.CompletedTask;

    public Task SaveFinalStats(NodeStats stats) => Task.CompletedTask;

    public async Task Stop()
    {
        await _ended.CancelAsync();
        await _shown;
    }

    public void Dispose() => _ended.Dispose();

    /// <summary>Shows the load until <paramref name="ended"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            await WriteLinesAsync(ended);
            return;
        }
        await console.Live(Render()).AutoClear(true).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Refresh, time);
            try
            {
                while (await timer.WaitForNextTickAsync(ended)) live.UpdateTarget(Render());
            }
            catch (OperationCanceledException)
            {
                live.UpdateTarget(Render());
            }
        });
    }

    private async Task WriteLinesAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(LineEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended)) console.WriteLine(Line());
        }
        catch (OperationCanceledException)
        {
            // The load is over; its summary follows.
        }
    }

    internal string Line()
    {
        var (elapsed, total) = (recorder.Elapsed, recorder.Duration);
        var failed = recorder.ByOutcome.Where((_, kind) => !((Outcome)kind).IsSuccess()).Sum();
        return recorder.Posts == 0 ? $"  warming up: {ledger.Sent:N0} events sent"
            : $"  {elapsed.TotalSeconds:0} of {total.TotalSeconds:0} s: {recorder.Posts:N0} posts, p99 {Ms(recorder.Service, 99)} ms, {failed:N0} requests without a 2xx";
    }

    internal IRenderable Render()
    {
        var (elapsed, total) = (recorder.Elapsed, recorder.Duration);
        var seconds = recorder.Timeline.Seconds;
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        grid.AddRow("[bold]load[/]", Progress(elapsed, total, recorder.Posts));
        grid.AddRow("answered/s", $"[aqua]{Sparkline([.. seconds.Select(s => (double)s.Answered)])}[/] {Last(seconds)}");
        grid.AddRow("p99 ms", $"[yellow]{Sparkline([.. seconds.SkipLast(1).Select(s => s.P99 ?? 0)])}[/]");
        grid.AddRow("latency", $"p50 {Ms(recorder.Service, 50)}  p95 {Ms(recorder.Service, 95)}  p99 {Ms(recorder.Service, 99)}  max {recorder.Service.Max / 1e4:0.0} ms");
        grid.AddRow("generator", $"late by p99 {Ms(recorder.Lag, 99)} ms");
        grid.AddRow("outcomes", string.Join("  ", recorder.ByOutcome.Select((count, kind) => (Kind: (Outcome)kind, count)).Where(o => o.count > 0)
            .Select(o => $"[{(o.Kind.IsSuccess() ? "green" : "red")}]{Markup.Escape(o.Kind.Describe())}[/] {o.count:N0}")));
        grid.AddRow("events", $"{ledger.Sent:N0} sent");
        return new Panel(grid).Header("ingest load").Border(BoxBorder.Rounded);
    }

    internal static string Sparkline(IReadOnlyList<double> values)
    {
        var shown = values.Skip(Math.Max(0, values.Count - Width)).ToArray();
        var most = shown.DefaultIfEmpty(0).Max();
        return most <= 0 ? "" : string.Concat(shown.Select(v => Bars[(int)Math.Round(v / most * (Bars.Length - 1))]));
    }

    private static string Progress(TimeSpan elapsed, TimeSpan total, long posts)
    {
        if (posts == 0) return "warming up";
        var done = Math.Clamp(elapsed / total, 0, 1);
        var filled = (int)(done * 30);
        var left = total - elapsed;
        return $"[green]{new string('━', filled)}[/][grey]{new string('─', 30 - filled)}[/] {elapsed:mm\\:ss} of {total:mm\\:ss}"
            + (left > TimeSpan.Zero ? $", ends in {Math.Ceiling(left.TotalSeconds):0} s" : ", waiting for the last responses");
    }

    private static string Last(IReadOnlyList<TimelineSecond> seconds) => seconds.Count > 1 ? $"{seconds[^2].Answered:N0}" : "";

    private static string Ms(LatencyHistogram histogram, double percentile) => $"{histogram.ValueAtPercentile(percentile) / 1e4:0.00}";
}
