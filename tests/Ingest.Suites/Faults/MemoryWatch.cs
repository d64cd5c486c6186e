using Ingest.LocalCloud.Lambda;

namespace Ingest.Suites.Faults;

/// <summary>The resident memory of execution environments over time, sampled each second.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    /// <summary>An environment's heap has its size by then: it has served a few hundred POSTs.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);

    /// <summary>How long an environment must have lived after its warm-up for a judgement.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, List<Sample>> _samples = [];
    private readonly EnvironmentPool _environments;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;

    public MemoryWatch(EnvironmentPool environments, TimeProvider time)
    {
        (_environments, _time, _started) = (environments, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => TakeSamples(), null, Interval, Interval);
    }

    /// <summary>Environments that lived long enough, each with its growth.</summary>
    public IReadOnlyList<EnvironmentMemory> Judge()
    {
        lock (_lock) return [.. _samples.Select(e => EnvironmentMemory.Of(e.Key, e.Value)).OfType<EnvironmentMemory>()];
    }

    /// <summary>So many moments, evenly spread: the time, how many environments there were, and the resident bytes of the warm ones.</summary>
    public IReadOnlyList<(TimeSpan At, int Environments, long[] Resident)> Timeline(int moments)
    {
        lock (_lock)
        {
            var last = _samples.Values.SelectMany(s => s).Select(s => s.At).DefaultIfEmpty().Max();
            return [.. Enumerable.Range(1, moments).Select(m => At(last * m / moments))];
        }

        (TimeSpan, int, long[]) At(TimeSpan moment)
        {
            var living = _samples.Values.Where(s => s[0].At <= moment && s[^1].At >= moment - Interval).ToArray();
            return (moment, living.Length, [.. living.Where(s => moment - s[0].At >= WarmUp).Select(s => s.Last(x => x.At <= moment).Resident).Order()]);
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void TakeSamples()
    {
        var at = _time.GetElapsedTime(_started);
        foreach (var host in _environments.List())
        {
            host.SampleMemory();
            if (host.Memory.Resident == 0) continue;
            lock (_lock)
            {
                if (!_samples.TryGetValue(host.Environment.Number, out var samples)) _samples[host.Environment.Number] = samples = [];
                samples.Add(new Sample(at, host.Memory.Resident, host.Environment.Served));
            }
        }
    }
}

/// <param name="At">Since the run began.</param>
/// <param name="Resident">Bytes.</param>
/// <param name="Served">Invocations so far.</param>
internal readonly record struct Sample(TimeSpan At, long Resident, long Served);

/// <summary>One environment's memory once it is warm.</summary>
/// <param name="Number">Of the environment.</param>
/// <param name="Lived">From its first sample to its last.</param>
/// <param name="Served">Invocations.</param>
/// <param name="First">Mean resident bytes over the first quarter after the warm-up.</param>
/// <param name="Last">Over the last quarter.</param>
internal sealed record EnvironmentMemory(int Number, TimeSpan Lived, long Served, double First, double Last)
{
    /// <summary>1: flat.</summary>
    public double Growth => Last / First;

    /// <returns>Null where it did not live long enough to tell.</returns>
    public static EnvironmentMemory? Of(int number, IReadOnlyList<Sample> samples)
    {
        var (start, end) = (samples[0].At + MemoryWatch.WarmUp, samples[^1].At);
        if (end - start < MemoryWatch.Shortest) return null;
        var quarter = (end - start) / 4;
        return new EnvironmentMemory(number, end - samples[0].At, samples[^1].Served, Mean(start, start + quarter), Mean(end - quarter, end));

        double Mean(TimeSpan from, TimeSpan to) => samples.Where(s => s.At >= from && s.At <= to).Average(s => s.Resident);
    }
}
