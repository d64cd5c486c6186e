using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Formats;
using Ingest.LoadGen.Scenarios;
using NBomber.Contracts;
using NBomber.Data;
using NBomber.Data.CSharp;

namespace Ingest.LoadGen.Producing;

/// <summary>Fills posts: which kind comes next and which events are invalid follow from the post's number, evenly mixed.</summary>
internal sealed class PayloadMix
{
    private static readonly ScenarioInfo Nobody = new("", 0, "", TimeSpan.Zero, ScenarioOperation.Bombing);
    private readonly IDataFeed<(PayloadSettings Kind, EventWriter Writer)> _turns;
    private readonly EventLedger _ledger;
    private readonly Func<long, bool>? _isInvalid;

    public PayloadMix(LoadSettings settings, DeviceFleet fleet, EventLedger ledger)
    {
        _ledger = ledger;
        _turns = DataFeed.Circular(Interleave(settings.Payloads, fleet));
        if (settings.InvalidPercent > 0) _isInvalid = sequence => IsInvalid(sequence, settings.InvalidPercent);
    }

    /// <summary>Takes the next events and puts them into the post.</summary>
    /// <param name="post">What is to be sent.</param>
    /// <param name="time">When the events were measured.</param>
    /// <param name="scenario">Whose post it is; null outside NBomber.</param>
    public void FillNext(Post post, DateTimeOffset time, ScenarioInfo? scenario = null)
    {
        var (kind, writer) = _turns.GetNextItem(scenario ?? Nobody);
        var first = _ledger.Take(kind.Events);
        post.Fill(writer, first, kind.Events, time, kind.Format, _isInvalid, kind.Encoding);
    }

    /// <summary>Every kind as often as its weight, spread as evenly as whole turns allow.</summary>
    private static (PayloadSettings, EventWriter)[] Interleave(IReadOnlyList<PayloadSettings> kinds, DeviceFleet fleet) =>
        [.. kinds
            .Select(kind => (Kind: kind, Writer: new EventWriter(fleet, kind.Padding)))
            .SelectMany(k => Enumerable.Range(0, k.Kind.Weight).Select(turn => (Place: (turn + 0.5) / k.Kind.Weight, k.Kind, k.Writer)))
            .OrderBy(t => t.Place)
            .Select(t => (t.Kind, t.Writer))];

    private bool IsInvalid(long sequence, double percent)
    {
        // Event n is invalid where the running share passes a whole number.
        var invalid = Math.Floor((sequence + 1) * percent / 100) > Math.Floor(sequence * percent / 100);
        if (invalid) _ledger.MarkInvalid(sequence);
        return invalid;
    }
}
