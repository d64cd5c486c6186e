namespace Ingest.Function.Events;

/// <summary>What a response says of every event of a POST. received = accepted + duplicates + rejected + retry, always.</summary>
internal readonly struct IngestReport
{
    public static readonly IngestReport Nothing = new(0, 0, 0, [], []);

    /// <param name="received">Events in the POST.</param>
    /// <param name="accepted">Durable in every sink.</param>
    /// <param name="duplicates">Replaced by another event of the same POST with the same device, time and id.</param>
    /// <param name="rejected">Refused for good.</param>
    /// <param name="retry">Valid and not durable: safe to send again.</param>
    public IngestReport(int received, int accepted, int duplicates, IReadOnlyList<Rejection> rejected, IReadOnlyList<(int Index, string Id)> retry)
    {
        if (received != accepted + duplicates + rejected.Count + retry.Count)
            throw new InvalidOperationException($"Events unaccounted for: {received} received, {accepted} accepted, {duplicates} duplicates, {rejected.Count} rejected, {retry.Count} to retry.");
        (Received, Accepted, Duplicates, Rejected, Retry) = (received, accepted, duplicates, rejected, retry);
    }

    public int Received { get; }

    public int Accepted { get; }

    public int Duplicates { get; }

    public IReadOnlyList<Rejection> Rejected { get; }

    public IReadOnlyList<(int Index, string Id)> Retry { get; }
}
