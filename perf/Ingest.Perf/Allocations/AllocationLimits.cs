namespace Ingest.Perf.Allocations;

/// <summary>What a warm invocation may allocate.</summary>
internal static class AllocationLimits
{
    public const int BytesAnInvocation = 2 * 1024;
    public const int BytesAnEvent = 16;

    public static int Bytes(int events) => BytesAnInvocation + (BytesAnEvent * events);

    /// <summary>What is broken, in words; empty where all holds.</summary>
    /// <param name="bytes">Bytes an invocation, by events a POST.</param>
    /// <param name="collections">The counters of the long run.</param>
    public static IReadOnlyList<string> Broken(IEnumerable<(int Events, double Bytes)> bytes, HeapReading collections)
    {
        var broken = bytes.Where(b => b.Bytes > Bytes(b.Events)).Select(b => $"{b.Events} events a POST: {b.Bytes:F0} bytes an invocation; the limit is {Bytes(b.Events)}.").ToList();
        if (collections.Gen1 + collections.Gen2 > 0) broken.Add($"{collections.Gen1} Gen1 and {collections.Gen2} Gen2 collections in the long run; the limit is none.");
        return broken;
    }
}
