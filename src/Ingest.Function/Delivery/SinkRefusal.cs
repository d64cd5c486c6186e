using Ingest.Function.Problems;

namespace Ingest.Function.Delivery;

/// <summary>Events of a POST that a sink does not have, as the log explains it.</summary>
/// <param name="Sink">Its name.</param>
/// <param name="Cause">throttled, unavailable or operator-needed.</param>
/// <param name="Events">How many.</param>
/// <param name="Attempts">Rounds of calls that failed.</param>
/// <param name="Target">The shard, if the sink named one; else the stream or table.</param>
/// <param name="Error">What the service said last; null if it did not respond.</param>
internal sealed record SinkRefusal(string Sink, Problem Cause, int Events, int Attempts, string Target, SinkError? Error);

/// <summary>What a service said of what it did not take.</summary>
/// <param name="Code">Its error code; null if it gave none.</param>
/// <param name="Place">The shard that it named; null if none.</param>
/// <param name="RequestId">By which its operator finds the call; null if there is none.</param>
internal sealed record SinkError(string? Code, string? Place, string? RequestId);
