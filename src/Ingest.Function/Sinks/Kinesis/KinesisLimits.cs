using Ingest.Function.Delivery;

namespace Ingest.Function.Sinks.Kinesis;

internal static class KinesisLimits
{
    /// <summary>The most digits of a hash key, a number below 2^128.</summary>
    public const int HashKeyDigits = 39;

    /// <summary>
    /// 500 records, 5 MiB a call and 1 MiB a record: data before base64, and partition keys. The request as it is sent has
    /// no limit of its own. Calls of one POST follow one another, for its order.
    /// Source: Kinesis API reference, PutRecords (its newest edition says 10 MiB a call; 5 is safe on all streams).
    /// </summary>
    public static CallLimits PutRecords { get; } = new(500, 5 * 1024 * 1024, 1024 * 1024, CallsPerWrite: 1, DistinctKeys: false);
}
