using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Results;
using static System.FormattableString;

namespace Ingest.LoadGen.Reporting;

/// <summary>A run as charts, with the baseline's dashed where there is one.</summary>
internal sealed class ReportCharts
{
    // More than a screen has room for; it keeps the report of a soak small.
    private const int MostPoints = 900;

    private static readonly (string Name, string Colour, Outcome[] Kinds)[] Groups =
    [
        ("202, 200", "--c1", [Outcome.Accepted, Outcome.PartiallyRejected]),
        ("4xx rejected", "--c6", [Outcome.Rejected, Outcome.NotAllowed, Outcome.ClientError]),
        ("2xx other, 3xx", "--c7", [Outcome.OtherSuccess, Outcome.Redirect]),
        ("429 platform", "--c2", [Outcome.ThrottledByPlatform]),
        ("429 function", "--c5", [Outcome.ThrottledByFunction]),
        ("5xx", "--c3", [Outcome.Unavailable, Outcome.BadGateway, Outcome.ServerError]),
        ("no response", "--c4", [Outcome.Timeout, Outcome.ConnectionError])
    ];

    private readonly RunSummary _run;
    private readonly RunSummary? _before;
    private readonly int _every;
    private readonly double _from;
    private readonly IReadOnlyList<ChartMark>? _marks;

    private ReportCharts(RunSummary run, RunSummary? before)
    {
        (_run, _before) = (run, before);
        _every = (run.Timeline.Count + MostPoints - 1) / MostPoints;
        _from = run.Started.ToUnixTimeSeconds();
        _marks = ColdStarts(run.ColdStarts);
    }

    public static IReadOnlyList<Chart> Of(RunSummary run, RunSummary? before)
    {
        var charts = new List<Chart>();
        if (run.Capacity is { Steps.Count: > 0 } capacity) charts.Add(CapacityCurve.Of(capacity, before?.Capacity));
        if (run.Timeline.Count > 0) charts.AddRange(new ReportCharts(run, before).OverTime());
        if (run.Histogram.Count > 0) charts.Add(Histogram(run.Histogram));
        return charts;
    }

    private IEnumerable<Chart> OverTime()
    {
        yield return Time("Latency from the intended start, of first requests by the second of their 2xx", "ms",
        [
            .. Worst("p50", "--c1", s => s.P50, isCompared: true), .. Worst("p95", "--c5", s => s.P95), .. Worst("p99", "--c2", s => s.P99, isCompared: true),
            .. Worst("p99.9", "--c4", s => s.P999), .. Worst("max", "--c3", s => s.Max)
        ], "worst", isLog: true);
        yield return Time("Requests asked, started and answered", "requests/s",
            [.. Mean("asked", "--c6", s => s.Asked), .. Mean("started", "--c2", s => s.Started), .. Mean("answered", "--c1", s => s.Answered, isCompared: true)], "mean");
        yield return Time("Responses by outcome", "responses/s",
            [.. Groups.Where(g => _run.Timeline.Any(s => Count(s, g.Kinds) > 0)).SelectMany(g => Mean(g.Name, g.Colour, s => Count(s, g.Kinds)))], "mean", isStacked: true);
        if (Refusals() is { Length: > 0 } refusals) yield return Time("Refusals and failures by kind", "requests/s", refusals, "mean");
        yield return Time("In flight, and connections open", "at once",
            [.. Worst("requests in flight", "--c1", s => s.InFlight, isCompared: true), .. _run.Timeline.Any(s => s.Connections > 0) ? Worst("connections", "--c2", s => s.Connections) : []], "most");
        if (_run.Timeline.Any(s => s.BytesSent > 0))
            yield return Time("Bytes of bodies, sent and received", "kB/s", [.. Mean("sent", "--c1", s => s.BytesSent / 1e3, isCompared: true), .. Mean("received", "--c5", s => s.BytesReceived / 1e3)], "mean");
    }

    private ChartSeries[] Refusals()
    {
        string[] colours = ["--c2", "--c5", "--c3", "--c4", "--c7", "--c1", "--c6"];
        return [.. Enum.GetValues<Outcome>().Where(o => !o.IsSuccess() && _run.Timeline.Any(s => s.ByOutcome[(int)o] > 0))
            .SelectMany((o, i) => Mean(o.Describe(), colours[i % colours.Length], s => s.ByOutcome[(int)o]))];
    }

    private Chart Time(string title, string unit, IReadOnlyList<ChartSeries> series, string fold, bool isLog = false, bool isStacked = false) => new(title, unit, "time", series)
    {
        From = _from,
        Step = _every,
        Marks = _marks,
        Log = isLog,
        Stacked = isStacked,
        Note = _every > 1 ? Invariant($"Each point is the {fold} of {_every} seconds.") : null
    };

    private IEnumerable<ChartSeries> Worst(string name, string colour, Func<SecondSummary, double?> value, bool isCompared = false) =>
        Series(name, colour, isCompared, seconds => seconds.Max(value));

    private IEnumerable<ChartSeries> Mean(string name, string colour, Func<SecondSummary, double> value, bool isCompared = false) =>
        Series(name, colour, isCompared, seconds => seconds.Average(value));

    private IEnumerable<ChartSeries> Series(string name, string colour, bool isCompared, Func<SecondSummary[], double?> fold)
    {
        yield return new(name, colour, Values(_run));
        if (isCompared && _before is not null) yield return new($"{name} then", colour, Values(_before)) { Dashed = true };

        // Both runs from their start on; of a longer one as much as the other has.
        IReadOnlyList<double?> Values(RunSummary run) => [.. run.Timeline.Take(_run.Timeline.Count).Chunk(_every).Select(fold).Select(Rounded)];
    }

    private static long Count(SecondSummary second, Outcome[] kinds) => kinds.Sum(kind => second.ByOutcome[(int)kind]);

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, known < 10 ? 3 : 1) : null;

    /// <summary>One mark for all that began in a second: a burst starts hundreds at once.</summary>
    private IReadOnlyList<ChartMark>? ColdStarts(ColdStartSummary? cold)
    {
        if (cold is null) return null;
        ChartMark[] marks = [.. cold.At.Zip(cold.Milliseconds).Where(c => c.First >= 0 && c.First <= _run.Timeline.Count).GroupBy(c => (int)Math.Floor(c.First)).OrderBy(g => g.Key)
            .Select(g => new ChartMark(_from + Math.Round(g.Min(c => c.First), 1), g.Count() == 1
                ? Invariant($"cold start of {g.First().Second:0} ms") : Invariant($"{g.Count()} cold starts of {g.Min(c => c.Second):0} to {g.Max(c => c.Second):0} ms")))];
        return marks.Length > 0 ? marks : null;
    }

    /// <summary>Even bars on a logarithmic axis, each at its middle, those between that are empty included.</summary>
    private static Chart Histogram(IReadOnlyList<HistogramBar> bars)
    {
        var counts = bars.GroupBy(b => (int)Math.Round(Math.Log10(b.UpToMs) * RunSummaries.BarsPerDecade)).ToDictionary(g => g.Key, g => g.Sum(b => b.Count));
        int[] all = [.. Enumerable.Range(counts.Keys.Min(), counts.Keys.Max() - counts.Keys.Min() + 1)];
        return new("How long the responses took", "responses", "log", [new("responses", "--c1", [.. all.Select(bar => (double?)counts.GetValueOrDefault(bar))])])
        {
            AxisUnit = "ms from the intended start",
            At = [.. all.Select(bar => Math.Round(Math.Pow(10, (bar - 0.5) / RunSummaries.BarsPerDecade), 4))],
            Bars = true
        };
    }
}
