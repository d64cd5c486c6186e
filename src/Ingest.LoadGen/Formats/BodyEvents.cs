namespace Ingest.LoadGen.Formats;

/// <summary>The events of one body, each written when it is asked for.</summary>
/// <param name="writer">Writes them.</param>
/// <param name="sequences">Which events of the run.</param>
/// <param name="invalid">Which of them break a rule on purpose.</param>
/// <param name="time">When they were measured.</param>
internal readonly ref struct BodyEvents(EventWriter writer, ReadOnlySpan<long> sequences, ReadOnlySpan<bool> invalid, ReadOnlySpan<byte> time)
{
    private readonly ReadOnlySpan<long> _sequences = sequences;
    private readonly ReadOnlySpan<bool> _invalid = invalid;
    private readonly ReadOnlySpan<byte> _time = time;

    public int Count => _sequences.Length;

    public int Write(int index, Span<byte> destination) => _invalid[index]
        ? writer.WriteInvalid(_sequences[index], _time, destination)
        : writer.Write(_sequences[index], _time, destination);

    /// <summary>One event after the other, with a separator between each two.</summary>
    public int WriteSeparated(byte separator, Span<byte> destination)
    {
        var at = 0;
        for (var index = 0; index < Count; index++)
        {
            if (index > 0) destination[at++] = separator;
            at += Write(index, destination[at..]);
        }
        return at;
    }
}
