using Ingest.Function.Problems;

namespace Ingest.Function.Events;

/// <summary>The first thing found wrong with an event.</summary>
/// <param name="Problem">Which refusal.</param>
/// <param name="Pointer">RFC 6901 pointer within the event.</param>
/// <param name="Detail">A sentence with the limit and the value.</param>
internal sealed record EventFault(Problem Problem, string Pointer, string Detail);
