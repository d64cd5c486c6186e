using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Verification;

/// <summary>What one sink holds of a run.</summary>
/// <param name="sink">Its name, for people.</param>
internal sealed class SinkReading(string sink)
{
    private readonly Bitmap _found = new();
    private long _entries;
    private long _duplicates;
    private long _foreign;

    public string Sink => sink;

    /// <summary>Records or items of this run, duplicates included.</summary>
    public long Entries => Volatile.Read(ref _entries);

    /// <summary>Entries whose event had been found before: a resend of what was stored, or a lost answer.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Entries of other runs and producers.</summary>
    public long Foreign => Volatile.Read(ref _foreign);

    public bool Holds(long sequence) => _found[sequence];

    public void Find(long sequence)
    {
        Interlocked.Increment(ref _entries);
        if (!_found.Add(sequence)) Interlocked.Increment(ref _duplicates);
    }

    public void SkipForeign() => Interlocked.Increment(ref _foreign);
}
