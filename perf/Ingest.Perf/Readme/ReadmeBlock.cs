using Ingest.Perf.Peers;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Readme;

/// <summary>The measured table of the README, made from the figures in perf/results.</summary>
internal static class ReadmeBlock
{
    public const string Results = "perf/results";

    private const string Start = "<!-- measured: ./ingest bench readme -->\n", End = "<!-- end of measured -->";

    private static readonly (string Target, string Title)[] Peers =
        [("function", "this function"), ("sdk", "on the AWS SDK, stand-in packages"), ("jit", "JIT, not AOT"), ("go", "Go handler"), ("node", "Node.js handler"), ("empty", "empty C program")];

    private static readonly (string Figure, string Title)[] Rows =
    [
        ("next_ms", "exec → first `/next`, ms"),
        ("answer_ms", "exec → first response, ms"),
        ("cpu_us.1", "CPU an invocation, 1 event, µs"),
        ("cpu_us.10", "10 events"),
        ("cpu_us.100", "100 events"),
        ("cpu_us.500", "500 events"),
        ("peak_mb.10", "peak resident at 10 events, MB"),
    ];

    /// <summary>The text with what stands between the markers made anew.</summary>
    /// <exception cref="FormatException">It has no markers.</exception>
    public static string Replace(string readme, string results)
    {
        var start = readme.IndexOf(Start, StringComparison.Ordinal);
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        if (start < 0 || end < start) throw new FormatException($"The text needs the lines '{Start.TrimEnd()}' and '{End}'.");
        return readme[..(start + Start.Length)] + Render(results) + readme[end..];
    }

    private static string Render(string results)
    {
        var text = new StringWriter { NewLine = "\n" };
        var (peers, load, cost) = (Read("peers"), Read("load"), Read("cost"));
        var measured = Peers.Where(p => peers[$"{p.Target}.cpu_us.1"] is not null).ToArray();
        if (measured.Length > 0)
        {
            text.WriteLine($"| medians of one run | {string.Join(" | ", measured.Select(p => p.Target == "sdk" && peers[SdkPackages.Figure] == 1 ? SdkPackages.OfficialTitle : p.Title))} |");
            text.WriteLine($"|---|{string.Concat(measured.Select(_ => "---:|"))}");
            foreach (var (figure, title) in Rows)
                text.WriteLine($"| {title} | {string.Join(" | ", measured.Select(p => Cell(peers[$"{p.Target}.{figure}"])))} |");
            text.WriteLine();
        }
        if (peers["function.size_mb"] is { } size) text.WriteLine($"- `bootstrap` has {size:0.0} MB, {peers["function.zip_mb"]:0.0} MB zipped; peak resident with 6 MB bodies {peers["function.peak_mb.6MB"]:0} MB.");
        if (load["accepted_per_second"] is { } rate)
            text.WriteLine($"- Local cloud end to end, generator and sinks included: {rate:#,0} POST/s and {load["events_per_second"]:#,0} events/s for {load["seconds"]:0} s, p50 {Cell(load["intended_p50_ms"])} ms, p99 {Cell(load["intended_p99_ms"])} ms from the intended start, {load["lost"]:0} lost.");
        if (cost["kpl.packed.100"] is { } dollars)
            text.WriteLine($"- A million 200-byte events, 100 a POST, `kpl` and `packed`, 512 MB: ${dollars:0.00} at list prices; one a POST behind an HTTP API, one record and one item each: ${cost["naive"]:0.00}.");
        return text.ToString();

        Figures Read(string part) => Figures.Load(Path.Combine(results, $"{part}.md"));
    }

    private static string Cell(double? value) => value is { } number ? Report.Figure(number) : "–";
}
