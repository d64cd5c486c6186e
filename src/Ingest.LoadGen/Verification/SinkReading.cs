using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Verification;

/// <summary>What one sink holds of a run.</summary>
/// <param name="sink">Its name, for people.</param>
internal sealed class SinkReading(string sink)
{
    private readonly Bitmap _found = new();
    private long _entries;
    private long _events;
    private long _duplicates;
    private long _foreign;

    public string Sink => sink;

    /// <summary>Records or items that hold events of this run.</summary>
    public long Entries => Volatile.Read(ref _entries);

    /// <summary>Distinct events found.</summary>
    public long Events => Volatile.Read(ref _events) - Duplicates;

    /// <summary>Events that had been found before: a resend of what was stored, or a lost response.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Entries of other runs and producers.</summary>
    public long Foreign => Volatile.Read(ref _foreign);

    public bool Holds(long sequence) => _found[sequence];

    public void Find(long sequence) => Enter([sequence]);

    /// <summary>One record or item, and the events of this run in it: several if it is aggregated or packed, none if it is another's.</summary>
    public void Enter(ReadOnlySpan<long> sequences)
    {
        Interlocked.Increment(ref sequences.IsEmpty ? ref _foreign : ref _entries);
        foreach (var sequence in sequences)
        {
            Interlocked.Increment(ref _events);
            if (!_found.Add(sequence)) Interlocked.Increment(ref _duplicates);
        }
    }

    public void SkipForeign() => Enter([]);
}
