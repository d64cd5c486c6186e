using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Fleet;
using Ingest.LoadGen.Scenarios;
using Ingest.LoadGen.Target;

namespace Ingest.LoadGen.Tests.Scenarios;

public class PayloadMixTests
{
    [Fact]
    public void KindsComeByWeightAndInvalidEventsByShare()
    {
        var ledger = new EventLedger();
        var fleet = new DeviceFleet(10, 1, Partition.Whole);
        var mix = new PayloadMix(new LoadSettings
        {
            InvalidPercent = 10,
            Payloads = [new PayloadSettings { Weight = 3 }, new PayloadSettings { Events = 4, Format = BodyFormat.Envelope }, new PayloadSettings { Events = 2, Format = BodyFormat.Ndjson }]
        }, fleet, ledger);
        using var post = new Post(new Uri("http://127.0.0.1"));
        var counts = new List<int>();

        for (var number = 0; number < 50; number++)
        {
            mix.FillNext(post, DateTimeOffset.UnixEpoch);
            var events = ScriptedEndpoint.EventsIn(post.Body.ToArray());
            counts.Add(events.Count);
            events.Select(ScriptedEndpoint.IdOf).ShouldBe(post.Sequences.ToArray().Select(fleet.IdOf));
        }

        counts.GroupBy(c => c).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key).ShouldBe([(1, 30), (2, 10), (4, 10)]);
        Enumerable.Range(0, 90).Count(s => ledger.IsInvalid(s)).ShouldBe(9);
    }
}
