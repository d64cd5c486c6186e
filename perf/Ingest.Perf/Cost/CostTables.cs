using Ingest.LoadGen.Costs;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Cost;

/// <summary>The tables of the cost report, and the figures the verdict is made from.</summary>
internal sealed class CostTables(CostModel model, IReadOnlyDictionary<PostKind, PostUse> uses)
{
    /// <summary>Function sizes; 1,769 MB has a whole CPU.</summary>
    public static readonly int[] MemorySizes = [128, 256, 512, 1_024, 1_769];

    // template.yaml's size.
    private const int Memory = 512;

    private static readonly PostKind Naive = new(1, "record", "event");

    // A proxied event: the record alone, with a key of eight characters.
    private static readonly PostUse Proxied = new(1, SampleEvents.Bytes, null, StreamUnits.Of([SampleEvents.Bytes + 8]), null);

    public Figures Figures()
    {
        var figures = new Figures();
        foreach (var (kind, use) in uses) figures[kind.Key] = model.OnDemand(use, Memory).Total();
        figures["naive"] = model.OnDemand(uses[Naive], Memory, Front.HttpApi).Total();
        figures["proxy"] = model.OnDemand(Proxied, Memory, Front.RestApi).Total();
        return figures;
    }

    public CostTables AddAll(Report report)
    {
        report.Paragraph("Dollars per million events, stream and table on demand, by the function's memory; in the last column both are provisioned, at 512 MB:");
        report.Table(
            ["events a POST, format, layout", "CPU, ms", "records", "KB on demand", "25 KB units", "write units", .. MemorySizes.Select(m => $"{m:#,0} MB"), "provisioned"],
            uses.Select(u => (string[])
            [
                $"{u.Key.Events}, {u.Key.KinesisFormat}, {u.Key.DynamoDbLayout}", Report.Figure(u.Value.CpuMs!.Value),
                $"{u.Value.Stream.Records}", $"{u.Value.Stream.BilledKilobytes}", $"{u.Value.Stream.PayloadUnits}", $"{u.Value.Table!.WriteUnits}",
                .. MemorySizes.Select(m => Dollars(model.OnDemand(u.Value, m).Total())), Dollars(model.Provisioned(u.Value, Memory).Total()),
            ]));
        report.Paragraph("Milliseconds billed for one POST:");
        report.Table(
            ["events a POST, format, layout", .. MemorySizes.Select(m => $"{m:#,0} MB")],
            uses.Select(u => (string[])[$"{u.Key.Events}, {u.Key.KinesisFormat}, {u.Key.DynamoDbLayout}", .. MemorySizes.Select(m => Report.Figure(model.BilledMs(u.Value, m)))]));
        AddDesigns(report);
        AddArithmetic(report, new PostKind(100, "kpl", "packed"));
        return this;
    }

    private void AddDesigns(Report report)
    {
        var naive = model.OnDemand(uses[Naive], Memory, Front.HttpApi).Total();
        List<(string Design, double Dollars)> designs =
        [
            ("HTTP API and this function, one event a POST, one record and one item each (the naive design)", naive),
            ("REST API's Kinesis service proxy, one record an event; no table, no validation", model.OnDemand(Proxied, Memory, Front.RestApi).Total()),
        ];
        foreach (var events in PostKind.EventCounts)
        {
            designs.Add(($"{events} a POST, HTTP API and this function, one record and one item an event", model.OnDemand(uses[new(events, "record", "event")], Memory, Front.HttpApi).Total()));
            designs.Add(($"{events} a POST, HTTP API and this function, kpl + packed", model.OnDemand(uses[new(events, "kpl", "packed")], Memory, Front.HttpApi).Total()));
            designs.Add(($"{events} a POST, Function URL, one record and one item an event", model.OnDemand(uses[new(events, "record", "event")], Memory).Total()));
            designs.Add(($"**{events} a POST, Function URL, kpl + packed**", model.OnDemand(uses[new(events, "kpl", "packed")], Memory).Total()));
        }
        report.Paragraph("Against other designs, dollars per million events on demand at 512 MB:");
        report.Table(["design", "$", "naive ÷ this"], designs.Select(d => (string[])[d.Design, Dollars(d.Dollars), Report.Figure(naive / d.Dollars)]));
        var batched = model.OnDemand(uses[new(100, "record", "event")], Memory, Front.HttpApi).Total() / model.OnDemand(uses[new(100, "kpl", "packed")], Memory).Total();
        report.Paragraph($"What is left at 100 events and more is nearly all write units: one is billed for each started KB of a packed item, so that a 200-byte event cannot cost less than a fifth of a unit. Where the HTTP API's producers send 100 events a POST too, kpl + packed divides by {batched:0.0}, and not by more than 5 at any size.");
    }

    private void AddArithmetic(Report report, PostKind kind)
    {
        var bill = model.OnDemand(uses[kind], Memory);
        report.Paragraph($"One row in full: {kind.Events} events a POST, {kind.KinesisFormat} + {kind.DynamoDbLayout}, {Memory} MB, a million events.");
        report.Table(["item", "arithmetic", "$"], bill.Select(l => (string[])[l.Item, l.Arithmetic, Precise(l.Dollars)]).Append(["total", "", Precise(bill.Total())]));
    }

    private static string Dollars(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Precise(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);
}
