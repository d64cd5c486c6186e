using System.Globalization;
using Ingest.LoadGen.Results;

namespace Ingest.LoadGen.Reporting;

/// <summary>The histogram on a logarithmic axis: bars where they belong, also where others between them are empty.</summary>
internal static class HistogramChart
{
    private const string Title = "How long the responses took";
    private static readonly int[] Ticks = [1, 2, 5];

    public static string Render(IReadOnlyList<HistogramBar> bars, string colour)
    {
        var counts = bars.GroupBy(b => (int)Math.Round(Math.Log10(b.UpToMs) * RunSummaries.BarsPerDecade)).ToDictionary(g => g.Key, g => g.Sum(b => b.Count));
        var (first, last) = (counts.Keys.Min(), counts.Keys.Max());
        var top = SvgChart.NiceTop(counts.Values.Max());
        var svg = SvgChart.Begin(Title, "responses", "ms from the intended start, logarithmic", top);
        var step = SvgChart.PlotWidth / (last - first + 1);
        for (var bar = first; bar <= last; bar++)
        {
            var count = counts.GetValueOrDefault(bar);
            var (from, to, y) = (Math.Pow(10, (bar - 1) / RunSummaries.BarsPerDecade), Math.Pow(10, bar / RunSummaries.BarsPerDecade), SvgChart.Y(count, top));
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{X(bar - 1) + 0.5:0.#}\" width=\"{step - 1:0.#}\" y=\"{y:0.#}\" height=\"{SvgChart.Y(0, top) - y:0.##}\" fill=\"var({colour})\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"hover\" x=\"{X(bar - 1):0.#}\" width=\"{step:0.#}\" y=\"{SvgChart.Top}\" height=\"{SvgChart.Y(0, top) - SvgChart.Top:0}\"><title>above {from:0.###} ms, up to {to:0.###}: {count:N0}</title></rect>");
        }
        for (var power = Math.Floor((first - 1) / RunSummaries.BarsPerDecade); power <= last / RunSummaries.BarsPerDecade; power++)
            foreach (var tick in Ticks.Select(t => t * Math.Pow(10, power)).Where(t => X(At(t)) >= SvgChart.Left && X(At(t)) <= SvgChart.Width))
                svg.Append(SvgChart.Tick(X(At(tick)), tick.ToString("#,0.###", CultureInfo.InvariantCulture)));
        return $"<figure><figcaption>{Title}</figcaption>{svg}</svg></figure>";

        double X(double at) => SvgChart.Left + ((at - (first - 1)) * step);
    }

    private static double At(double milliseconds) => Math.Log10(milliseconds) * RunSummaries.BarsPerDecade;
}
