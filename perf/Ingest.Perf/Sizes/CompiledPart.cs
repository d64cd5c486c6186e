namespace Ingest.Perf.Sizes;

internal enum PartKind
{
    /// <summary>Machine code, with what the collector and exception handling must know of it.</summary>
    Code,

    /// <summary>Method tables. In the binary they are packed; they unfold in memory at start.</summary>
    Type,

    /// <summary>Objects made at compile time, string literals above all; packed like method tables.</summary>
    Object,

    /// <summary>Tables that belong to no one type: reflection metadata, the packed data itself, stubs.</summary>
    Table,
}

/// <summary>One thing the native compiler put into a binary.</summary>
/// <param name="Owner">The type it belongs to, for an instantiated generic its definition; for a table, the table's name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">As laid out in memory.</param>
internal sealed record CompiledPart(TypeName Owner, PartKind Kind, long Bytes);

/// <param name="Assembly">Simple name.</param>
/// <param name="Namespace">Of the outermost type.</param>
/// <param name="Type">With its outer types, without type arguments.</param>
internal sealed record TypeName(string Assembly, string Namespace, string Type);
