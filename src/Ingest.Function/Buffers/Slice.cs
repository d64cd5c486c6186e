namespace Ingest.Function.Buffers;

/// <summary>Bytes [Start, Start + Length) of some buffer.</summary>
internal readonly record struct Slice(int Start, int Length);
