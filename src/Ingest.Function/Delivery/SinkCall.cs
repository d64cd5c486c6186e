namespace Ingest.Function.Delivery;

/// <summary>One call to a sink: units of one write, or of several that share it.</summary>
internal sealed class SinkCall
{
    private readonly List<(SinkWrite Write, int Unit)> _units = [];
    private readonly List<(SinkWrite Write, int Round)> _writes = [];

    public IReadOnlyList<(SinkWrite Write, int Unit)> Units => _units;

    /// <summary>The writes that share the call, with the round each was in when it was sent.</summary>
    public IReadOnlyList<(SinkWrite Write, int Round)> Writes => _writes;

    public long Bytes { get; private set; }

    /// <summary>It could take no more when it was sent.</summary>
    public bool IsFull { get; set; }

    /// <summary>Nobody waits for an answer any more.</summary>
    public bool IsAbandoned => _writes.TrueForAll(w => w.Write.IsCompleted);

    public void Add(SinkWrite write, int unit)
    {
        if (_writes.Count == 0 || _writes[^1].Write != write) _writes.Add((write, write.Round));
        _units.Add((write, unit));
        Bytes += write.Units[unit].Bytes;
    }

    /// <summary>True where a unit of another write in this call has the same device, time and id.</summary>
    public bool HasKeyOf(SinkWrite write, int unit)
    {
        // Within one write keys are distinct: duplicates were collapsed.
        if (_writes.Count == 0 || _writes[0].Write == write) return false;
        var e = write.Event(write.Units[unit].First);
        foreach (var (other, otherUnit) in _units)
        {
            if (other == write) continue;
            var o = other.Event(other.Units[otherUnit].First);
            if (other.Batch.Text(o.SortKey).SequenceEqual(write.Batch.Text(e.SortKey))
                && other.Batch.Text(o.DeviceId).SequenceEqual(write.Batch.Text(e.DeviceId))) return true;
        }
        return false;
    }
}
