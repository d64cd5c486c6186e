namespace Ingest.Perf.Allocations;

/// <summary>What the collector has counted in a process.</summary>
/// <param name="Bytes">Allocated, on all threads.</param>
/// <param name="Gen0">Collections of generation 0 and no older one.</param>
/// <param name="Gen1">Collections up to generation 1.</param>
/// <param name="Gen2">Collections of everything.</param>
internal readonly record struct HeapReading(long Bytes, int Gen0, int Gen1, int Gen2)
{
    /// <summary>This process's counters. The collector counts a collection in every generation it includes.</summary>
    public static HeapReading Take()
    {
        var (gen1, gen2) = (GC.CollectionCount(1), GC.CollectionCount(2));
        return new HeapReading(GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0) - gen1, gen1 - gen2, gen2);
    }

    public static HeapReading operator -(HeapReading a, HeapReading b) => new(a.Bytes - b.Bytes, a.Gen0 - b.Gen0, a.Gen1 - b.Gen1, a.Gen2 - b.Gen2);

    /// <summary>Of rounds that did the same: the median of the bytes for each of them, and all collections.</summary>
    public static HeapReading OfRounds(IReadOnlyList<HeapReading> rounds) => new(
        rounds.Select(r => r.Bytes).Order().ElementAt(rounds.Count / 2) * rounds.Count, rounds.Sum(r => r.Gen0), rounds.Sum(r => r.Gen1), rounds.Sum(r => r.Gen2));

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static HeapReading Parse(string text)
    {
        var numbers = text.Split(' ');
        if (numbers.Length != 4) throw new FormatException($"A reading is four numbers; it is '{text}'.");
        return new HeapReading(long.Parse(numbers[0], CultureInfo.InvariantCulture), Count(1), Count(2), Count(3));

        int Count(int i) => int.Parse(numbers[i], CultureInfo.InvariantCulture);
    }

    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Bytes} {Gen0} {Gen1} {Gen2}");
}
