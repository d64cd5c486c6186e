namespace Ingest.LoadGen.Accounting;

/// <summary>
/// What was sent and what each event was told, a bit per event and response. An event is sent once it has been in a POST;
/// acknowledged once any response said so, which is final; rejected likewise; all others have failed when the run ends.
/// </summary>
internal sealed class EventLedger
{
    private readonly Bitmap _acknowledged = new();
    private readonly Bitmap _rejected = new();
    private readonly Bitmap _firstTry = new();
    private readonly Bitmap _invalid = new();
    private long _next;

    /// <summary>Events handed out so far: sequences 0 to this, less one.</summary>
    public long Sent => Volatile.Read(ref _next);

    /// <summary>Takes the next <paramref name="count"/> sequences; the first of them.</summary>
    public long Take(int count) => Interlocked.Add(ref _next, count) - count;

    /// <summary>Notes that an event breaks a rule on purpose.</summary>
    public void MarkInvalid(long sequence) => _invalid.Add(sequence);

    public void Acknowledge(long sequence, bool firstTry)
    {
        // Said twice, by a resend of what had been stored: one event all the same.
        if (_acknowledged.Add(sequence) && firstTry) _firstTry.Add(sequence);
    }

    public void Reject(long sequence) => _rejected.Add(sequence);

    public bool IsAcknowledged(long sequence) => _acknowledged[sequence];

    public bool IsRejected(long sequence) => _rejected[sequence];

    public bool IsInvalid(long sequence) => _invalid[sequence];

    /// <summary>What became of all events, or of those from a sequence on.</summary>
    public LedgerCounts Count(long from = 0)
    {
        var (end, acknowledged, rejected, firstTry) = (Sent, 0L, 0L, 0L);
        long contradictions = 0;
        long invalidAcknowledged = 0;
        long validRejected = 0;
        for (var sequence = from; sequence < end; sequence++)
        {
            if (_acknowledged[sequence])
            {
                acknowledged++;
                if (_firstTry[sequence]) firstTry++;
                if (_invalid[sequence]) invalidAcknowledged++;
            }
            if (!_rejected[sequence]) continue;
            if (!_invalid[sequence]) validRejected++;
            if (_acknowledged[sequence]) contradictions++;
            else rejected++;
        }
        var sent = Math.Max(0, end - from);
        return new LedgerCounts(sent, acknowledged, rejected, sent - acknowledged - rejected, firstTry, contradictions, invalidAcknowledged, validRejected);
    }
}

/// <summary>
/// sent = acknowledged + rejected + failed, always.
/// </summary>
/// <param name="Sent">Distinct events that have been in a POST.</param>
/// <param name="Acknowledged">Said to be durable.</param>
/// <param name="Rejected">Refused for good.</param>
/// <param name="Failed">Neither, after all retries.</param>
/// <param name="AcknowledgedAtFirstTry">Of the acknowledged, those whose first POST said so.</param>
/// <param name="Contradictions">Acknowledged by one response and rejected by another.</param>
/// <param name="InvalidAcknowledged">Acknowledged although they break a rule.</param>
/// <param name="ValidRejected">Rejected although they break none.</param>
internal sealed record LedgerCounts(
    long Sent, long Acknowledged, long Rejected, long Failed, long AcknowledgedAtFirstTry,
    long Contradictions, long InvalidAcknowledged, long ValidRejected);
