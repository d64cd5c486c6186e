using Ingest.Function.Events;

namespace Ingest.Function.Delivery;

/// <summary>A durable store behind a batch API. It does one call at a time and never retries: that is the writer's.</summary>
internal interface ISink
{
    /// <summary>As it is named in settings and logs.</summary>
    string Name { get; }

    /// <summary>What one unit is called in an error text.</summary>
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
    /// <exception cref="Exception">The call failed whole; <see cref="AwsFailure"/> tells how.</exception>
    ValueTask<ReadOnlyMemory<WriteOutcome>> WriteAsync(SinkCall call, CancellationToken cancellation);
}

/// <param name="Units">The most units in a call.</param>
/// <param name="Bytes">The most bytes in a call, summed over its units.</param>
/// <param name="UnitBytes">The most bytes in one unit.</param>
/// <param name="CallsPerWrite">How many calls of one POST may be under way at once; 1 keeps the POST's order.</param>
/// <param name="DistinctKeys">True where a call may not name one device, time and id twice.</param>
internal sealed record CallLimits(int Units, long Bytes, int UnitBytes, int CallsPerWrite, bool DistinctKeys);
