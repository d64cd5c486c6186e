using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Verification;

/// <summary>What became of every event of a run, and whether each sink holds all that was acknowledged.</summary>
/// <param name="Counts">From the ledger of responses.</param>
/// <param name="Sinks">One per sink that was read; empty if none was.</param>
/// <param name="Violations">Responses that broke the contract.</param>
/// <param name="FirstViolation">How the first of them did.</param>
internal sealed record Conservation(LedgerCounts Counts, IReadOnlyList<SinkFinding> Sinks, long Violations, string? FirstViolation)
{
    /// <summary>The run lost nothing and no response lied.</summary>
    public bool Holds => Problems.Count == 0;

    /// <summary>What does not hold, a sentence each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            var problems = new List<string>();
            if (Counts.Sent != Counts.Acknowledged + Counts.Rejected + Counts.Failed) problems.Add("sent is not acknowledged + rejected + failed.");
            if (Counts.Contradictions > 0) problems.Add($"{Counts.Contradictions} events were acknowledged and rejected.");
            if (Counts.InvalidAcknowledged > 0) problems.Add($"{Counts.InvalidAcknowledged} invalid events were acknowledged.");
            if (Counts.ValidRejected > 0) problems.Add($"{Counts.ValidRejected} valid events were rejected.");
            if (Violations > 0) problems.Add($"{Violations} responses broke the contract; the first: {FirstViolation}.");
            foreach (var sink in Sinks)
            {
                if (sink.Missing > 0) problems.Add($"{sink.Sink}: {sink.Missing} acknowledged events are missing: {string.Join(", ", sink.FirstMissing)}{(sink.Missing > sink.FirstMissing.Count ? ", …" : "")}.");
                if (sink.RejectedFound > 0) problems.Add($"{sink.Sink}: {sink.RejectedFound} rejected events are stored.");
            }
            return problems;
        }
    }

    public override string ToString() =>
        $"sent {Counts.Sent} = acknowledged {Counts.Acknowledged} + rejected {Counts.Rejected} + failed {Counts.Failed}";

    public static Conservation Check(EventLedger ledger, DeviceFleet fleet, IReadOnlyList<SinkReading> readings, long violations, string? firstViolation) =>
        new(ledger.Count(), [.. readings.Select(r => SinkFinding.Of(r, ledger, fleet))], violations, firstViolation);
}

/// <summary>One sink held against the ledger, id by id.</summary>
/// <param name="Sink">Its name.</param>
/// <param name="Entries">Records or items that hold events of the run; an aggregated or packed one holds several.</param>
/// <param name="Events">Distinct events found.</param>
/// <param name="Duplicates">Events found beyond the first time.</param>
/// <param name="Foreign">Entries of other runs.</param>
/// <param name="Missing">Acknowledged and not found.</param>
/// <param name="FirstMissing">The first ids of those.</param>
/// <param name="Unacknowledged">Found although never acknowledged: the response was lost, or another sink failed.</param>
/// <param name="RejectedFound">Found although rejected.</param>
internal sealed record SinkFinding(
    string Sink, long Entries, long Events, long Duplicates, long Foreign, long Missing, IReadOnlyList<string> FirstMissing, long Unacknowledged, long RejectedFound)
{
    private const int Named = 20;

    public static SinkFinding Of(SinkReading reading, EventLedger ledger, DeviceFleet fleet)
    {
        var first = new List<string>();
        var (missing, unacknowledged, rejected) = (0L, 0L, 0L);
        for (long sequence = 0; sequence < ledger.Sent; sequence++)
        {
            var found = reading.Holds(sequence);
            if (ledger.IsAcknowledged(sequence))
            {
                if (found) continue;
                missing++;
                if (first.Count < Named) first.Add(fleet.IdOf(sequence));
            }
            else if (found && ledger.IsRejected(sequence)) rejected++;
            else if (found) unacknowledged++;
        }
        return new SinkFinding(reading.Sink, reading.Entries, reading.Events, reading.Duplicates, reading.Foreign, missing, first, unacknowledged, rejected);
    }
}
