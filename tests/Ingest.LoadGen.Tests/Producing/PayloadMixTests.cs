namespace Ingest.LoadGen.Tests.Producing;

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
            Payloads = [new PayloadSettings { Weight = 3 }, new PayloadSettings { Events = 4, Format = BodyFormats.Envelope }, new PayloadSettings { Events = 2, Encoding = BodyEncoding.Gzip }]
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
