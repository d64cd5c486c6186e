using Ingest.Function.Events;

namespace Ingest.Function.Delivery;

/// <summary>A durable store behind a batch API. It does one call at a time and never retries: retries are the writer's.</summary>
internal interface ISink
{
    /// <summary>As it is named in settings and logs.</summary>
    string Name { get; }

    /// <summary>The stream or table that it writes to.</summary>
    string Target => Name;

    /// <summary>What one unit is called in an error message.</summary>
    string UnitName { get; }

    CallLimits Limits { get; }

    /// <summary>Groups a batch's events into units, in the order in which they must be written.</summary>
    SinkWrite Prepare(EventBatch batch);

    /// <summary>Bytes that one event takes as a unit of its own, counted as the sink counts them.</summary>
    int UnitBytes(EventBatch batch, in TelemetryEvent e);

    /// <summary>One call.</summary>
    /// <param name="call">Units to be written; within <see cref="Limits"/>.</param>
    /// <param name="cancellation">Ends the call and its connection.</param>
    /// <returns>One outcome per unit of the call, in its order; may lie in <see cref="SinkCall.Outcomes"/>.</returns>
    /// <exception cref="Exception">The call failed whole; <see cref="Explain"/> says why.</exception>
    ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation);

    /// <summary>What an exception of <see cref="WriteAsync"/> means.</summary>
    CallFailure Explain(Exception e);
}

/// <summary>A service's limits, each counted in the form in which the service counts it (docs/architecture.md).</summary>
/// <param name="Units">The most units in a call.</param>
/// <param name="Bytes">The most bytes in a call, summed over its units.</param>
/// <param name="UnitBytes">The most bytes in one unit.</param>
/// <param name="CallsPerWrite">How many calls of one POST may be under way at once; 1 keeps the POST's order.</param>
/// <param name="DistinctKeys">True if a call may not name one device, time and id twice.</param>
internal sealed record CallLimits(int Units, long Bytes, int UnitBytes, int CallsPerWrite, bool DistinctKeys)
{
    /// <summary>A limit on the request as it is sent; null if the service has none, or <see cref="Bytes"/> covers it.</summary>
    public WireLimit? Wire { get; init; }
}

/// <summary>A limit on a call's bytes as they go over the network, escapes included. A single unit must always fit.</summary>
/// <param name="Bytes">The most bytes of a request's body, without what stands around all units.</param>
/// <param name="Widest">The most bytes that one byte of a unit becomes.</param>
/// <param name="UnitOverhead">The most bytes that stand around a unit.</param>
/// <param name="UnitBytes">Counts a unit's bytes on the wire, what stands around it included; called only if a call comes near the limit.</param>
internal sealed record WireLimit(long Bytes, int Widest, int UnitOverhead, Func<SinkWrite, WriteUnit, long> UnitBytes)
{
    /// <summary>So many bytes cannot reach the limit, whatever they are: nothing needs to be counted.</summary>
    public bool IsFar(long bytes, int units) => (bytes * Widest) + ((long)units * UnitOverhead) <= Bytes;
}
