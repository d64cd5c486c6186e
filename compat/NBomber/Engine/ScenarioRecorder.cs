using System.Collections.Concurrent;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>Everything measured of one scenario in one operation: its iterations and its steps.</summary>
internal sealed class ScenarioRecorder
{
    private readonly Outcomes _iterations = new(0);
    private readonly ConcurrentDictionary<string, Outcomes> _steps = new();
    private int _stepCount;
    private int _failCount;

    /// <summary>Failed iterations and failed steps: what MaxFailCount is held against.</summary>
    public int FailCount => Volatile.Read(ref _failCount);

    public void RecordIteration(IResponse response, TimeSpan latency) => Record(_iterations, response, latency);

    public void RecordStep(string name, IResponse response, TimeSpan latency) =>
        Record(_steps.GetOrAdd(name, _ => new Outcomes(Interlocked.Increment(ref _stepCount))), response, latency);

    public ScenarioStats Stats(ScenarioProps props, int sortIndex, OperationType operation, LoadSimulationStats simulation, TimeSpan duration, TimeSpan paused)
    {
        var executed = duration - paused;
        var steps = _steps.OrderBy(s => s.Value.SortIndex).Select(s => s.Value.Stats(s.Key, executed)).ToArray();
        var whole = _iterations.Stats("", executed);
        var ok = steps.Sum(s => s.Ok.Request.Count) + whole.Ok.Request.Count;
        var fail = steps.Sum(s => s.Fail.Request.Count) + whole.Fail.Request.Count;
        // A scenario of steps shows their statuses beside those its own iterations ended with.
        if (steps.Length > 0)
        {
            whole.Ok.StatusCodes = Merge(steps.Select(s => s.Ok.StatusCodes).Prepend(whole.Ok.StatusCodes));
            whole.Fail.StatusCodes = Merge(steps.Select(s => s.Fail.StatusCodes).Prepend(whole.Fail.StatusCodes));
            MeasurementRecorder.SetPercents(whole.Ok.StatusCodes, whole.Fail.StatusCodes);
        }
        return new ScenarioStats
        {
            ScenarioName = props.ScenarioName,
            Ok = whole.Ok,
            Fail = whole.Fail,
            StepStats = steps,
            LoadSimulationStats = simulation,
            CurrentOperation = operation,
            AllRequestCount = ok + fail,
            AllOkCount = ok,
            AllFailCount = fail,
            AllBytes = whole.Ok.DataTransfer.AllBytes + whole.Fail.DataTransfer.AllBytes
                + steps.Sum(s => s.Ok.DataTransfer.AllBytes + s.Fail.DataTransfer.AllBytes),
            Duration = duration,
            SortIndex = sortIndex
        };
    }

    private static StatusCodeStats[] Merge(IEnumerable<StatusCodeStats[]> codes) =>
        [.. codes.SelectMany(c => c).GroupBy(c => c.StatusCode).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First() with
        {
            Count = g.Sum(c => c.Count)
        })];

    private void Record(Outcomes outcomes, IResponse response, TimeSpan latency)
    {
        if (response.IsError) Interlocked.Increment(ref _failCount);
        (response.IsError ? outcomes.Fail : outcomes.Ok).Record(response, latency);
    }

    private sealed class Outcomes(int sortIndex)
    {
        public MeasurementRecorder Ok { get; } = new(isError: false);
        public MeasurementRecorder Fail { get; } = new(isError: true);
        public int SortIndex => sortIndex;

        public StepStats Stats(string name, TimeSpan executed)
        {
            var all = Ok.Count + Fail.Count;
            var stats = new StepStats { StepName = name, Ok = Ok.Stats(executed, all), Fail = Fail.Stats(executed, all), SortIndex = sortIndex };
            MeasurementRecorder.SetPercents(stats.Ok.StatusCodes, stats.Fail.StatusCodes);
            return stats;
        }
    }
}
