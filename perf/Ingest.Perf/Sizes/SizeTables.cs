namespace Ingest.Perf.Sizes;

/// <summary>The tables of a size report.</summary>
internal static class SizeTables
{
    private const int FewestBytes = 10_000;

    public static void Add(Report report, long fileBytes, List<ElfSection> sections, List<CompiledPart> parts, int top, string? only)
    {
        report.Paragraph($"{fileBytes:#,0} bytes in all. By section:");
        report.Table(
            ["section", "MB", "holds"],
            sections.Where(s => s.Bytes >= FewestBytes).OrderByDescending(s => s.Bytes)
                .Select(s => (string[])[$"`{s.Name}`", Mb(s.Bytes), Holds(s.Name)])
                .Append(["all others", Mb(fileBytes - sections.Where(s => s.Bytes >= FewestBytes).Sum(s => s.Bytes)), "headers, relocations, padding"]));

        var managed = parts.Where(p => p.Kind != PartKind.Table && (only is null || p.Owner.Namespace.StartsWith(only, StringComparison.Ordinal))).ToList();
        report.Paragraph("What the compiler put in, by where it comes from; an instantiated generic counts where it was written. Code is in `__managedcode`, `.dotnet_eh_table` and, for its collector and unwinding information, in `.rodata`. Types and objects lie in `.data` and `.rodata` as they lie in memory (IlcDehydrate=false).");
        report.Table(["assembly", "code, kB", "types, kB", "objects, kB"], Rows(managed, p => p.Assembly, int.MaxValue));
        report.Table(["namespace", "code, kB", "types, kB", "objects, kB"], Rows(managed, p => $"{p.Namespace} ({p.Assembly})", top));
        report.Table(["type", "code, kB", "types, kB", "objects, kB"], Rows(managed, p => $"{p.Namespace}.{p.Type}", top));

        report.Paragraph("Tables that belong to no one type, in `.rodata` and `.data`:");
        report.Table(["table", "kB"], parts.Where(p => p.Kind == PartKind.Table).OrderByDescending(p => p.Bytes).Take(top).Select(p => (string[])[$"`{p.Owner.Namespace}`", Kb(p.Bytes)]));
    }

    private static IEnumerable<string[]> Rows(List<CompiledPart> parts, Func<TypeName, string> key, int top) => parts
        .GroupBy(p => key(p.Owner))
        .OrderByDescending(g => g.Sum(p => p.Bytes))
        .Take(top)
        .Select(g => (string[])[g.Key, Of(g, PartKind.Code), Of(g, PartKind.Type), Of(g, PartKind.Object)]);

    private static string Of(IEnumerable<CompiledPart> parts, PartKind kind) => Kb(parts.Where(p => p.Kind == kind).Sum(p => p.Bytes));

    private static string Holds(string section) => section switch
    {
        "__managedcode" => "machine code of C#",
        ".text" => "machine code of the runtime: collector, platform layer, the libraries linked in",
        ".rodata" => "metadata, the collector's tables, constants, types and objects that point nowhere",
        ".eh_frame" or ".eh_frame_hdr" => "how to unwind each method's stack frame",
        ".dotnet_eh_table" => "exception handling of C#",
        ".rela.dyn" or ".rela.plt" => "addresses to fill in at start",
        ".data" => "types and objects as they lie in memory, variables with a first value",
        _ => "",
    };

    private static string Mb(long bytes) => (bytes / 1e6).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Kb(long bytes) => (bytes / 1e3).ToString("#,0", CultureInfo.InvariantCulture);
}
