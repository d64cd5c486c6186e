namespace Ingest.Function.Metrics;

/// <summary>Sums since the last line. Received = Accepted + Duplicates + Rejected + NotStored.</summary>
internal struct WindowCounts
{
    public long Received;
    public long Accepted;
    public long Duplicates;
    public long Rejected;
    public long NotStored;

    /// <summary>POSTs of which no event was read.</summary>
    public long Refused;

    /// <summary>Bodies as they were sent.</summary>
    public long BytesIn;
}
