using System.Collections.Frozen;

namespace Ingest.LocalCloud.Aws;

/// <summary>What reached one operation since the start.</summary>
/// <param name="Calls">Requests answered, in whatever way.</param>
/// <param name="Errors">Of those, how many as a whole with an error or not at all.</param>
/// <param name="Records">Records or items received in calls that were read, stored or not.</param>
/// <param name="Failed">Of those, how many were not stored: throttled, failed or unprocessed.</param>
/// <param name="Bytes">Data and keys of the stored ones.</param>
internal readonly record struct OperationCount(long Calls, long Errors, long Records, long Failed, long Bytes)
{
    public long Stored => Records - Failed;
}

/// <summary>The counter behind one <see cref="OperationCount"/>; safe from any thread.</summary>
internal sealed class OperationCounter
{
    private long _calls, _errors, _records, _failed, _bytes;

    public OperationCount Snapshot => new(Volatile.Read(ref _calls), Volatile.Read(ref _errors), Volatile.Read(ref _records), Volatile.Read(ref _failed), Volatile.Read(ref _bytes));

    public void Call() => Interlocked.Increment(ref _calls);

    public void Error() => Interlocked.Increment(ref _errors);

    public void Write(int records, int failed, long bytes)
    {
        Interlocked.Add(ref _records, records);
        if (failed > 0) Interlocked.Add(ref _failed, failed);
        Interlocked.Add(ref _bytes, bytes);
    }
}

/// <summary>Counts per operation of one service: what tests hold retries against.</summary>
internal sealed class ServiceCounts(IEnumerable<string> operations)
{
    private readonly FrozenDictionary<string, OperationCounter> _counters = operations.ToFrozenDictionary(name => name, _ => new OperationCounter());

    public IEnumerable<string> Operations => _counters.Keys;

    public OperationCount this[string operation] => Counter(operation).Snapshot;

    public OperationCounter Counter(string operation) => _counters[operation];
}
