using Ingest.Function.Problems;

namespace Ingest.Function.Events;

/// <summary>One thing that is wrong with an event.</summary>
/// <param name="Problem">Which kind of error.</param>
/// <param name="Pointer">RFC 6901 pointer to the member in error, within the event; empty for the event itself.</param>
/// <param name="Detail">A sentence with the limit and the value.</param>
internal sealed record EventError(Problem Problem, string Pointer, string Detail);
