using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks;

/// <summary>How a sink's calls reach its service: one operation.</summary>
internal interface ISinkTransport
{
    /// <summary>A limit on the request as this transport sends it; null if the service has none.</summary>
    WireLimit? Wire { get; }

    /// <summary>One call; see <see cref="ISink.WriteAsync"/>.</summary>
    ValueTask<ReadOnlyMemory<WriteOutcome>> CallAsync(SinkCall call, CancellationToken cancellation);
}
