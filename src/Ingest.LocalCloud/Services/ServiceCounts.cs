namespace Ingest.LocalCloud.Services;

/// <summary>What reached one operation since the start.</summary>
/// <param name="Calls">Requests answered, in whatever way.</param>
/// <param name="Errors">Of those, how many as a whole with an error or not at all.</param>
/// <param name="Records">Records or items received in calls that were read, stored or not.</param>
/// <param name="Failed">Of those, how many were not stored: throttled, failed or unprocessed.</param>
/// <param name="Size">Of the stored ones.</param>
internal readonly record struct OperationCount(long Calls, long Errors, long Records, long Failed, StoredSize Size)
{
    public long Stored => Records - Failed;
}

/// <summary>What was stored, as it is and as it is billed: each record or item by itself. Source: Kinesis Data Streams pricing; DynamoDB developer guide, capacity.</summary>
/// <param name="Bytes">Data and keys.</param>
/// <param name="Kilobytes">Each rounded up: what an on-demand stream bills, and write units of a table.</param>
/// <param name="PayloadUnits">Each in started chunks of 25 KB: what a provisioned stream bills.</param>
internal readonly record struct StoredSize(long Bytes, long Kilobytes, long PayloadUnits)
{
    public static StoredSize operator -(StoredSize a, StoredSize b) => new(a.Bytes - b.Bytes, a.Kilobytes - b.Kilobytes, a.PayloadUnits - b.PayloadUnits);

    public static StoredSize operator +(StoredSize size, long bytes) =>
        new(size.Bytes + bytes, size.Kilobytes + ((bytes + 1023) / 1024), size.PayloadUnits + ((bytes + (25 * 1024) - 1) / (25 * 1024)));
}

/// <summary>The counter behind one <see cref="OperationCount"/>; safe from any thread.</summary>
internal sealed class OperationCounter
{
    private long _calls, _errors, _records, _failed, _bytes, _kilobytes, _payloadUnits;

    public OperationCount Snapshot => new(
        Volatile.Read(ref _calls), Volatile.Read(ref _errors), Volatile.Read(ref _records), Volatile.Read(ref _failed),
        new(Volatile.Read(ref _bytes), Volatile.Read(ref _kilobytes), Volatile.Read(ref _payloadUnits)));

    public void Call() => Interlocked.Increment(ref _calls);

    public void Error() => Interlocked.Increment(ref _errors);

    public void Write(int records, int failed, StoredSize size)
    {
        Interlocked.Add(ref _records, records);
        if (failed > 0) Interlocked.Add(ref _failed, failed);
        Interlocked.Add(ref _bytes, size.Bytes);
        Interlocked.Add(ref _kilobytes, size.Kilobytes);
        Interlocked.Add(ref _payloadUnits, size.PayloadUnits);
    }
}

/// <summary>Counts per operation of one service: what tests hold retries against.</summary>
internal sealed class ServiceCounts(IReadOnlyDictionary<string, Operation> operations)
{
    public OperationCount this[string operation] => operations[operation].Counter.Snapshot;
}
