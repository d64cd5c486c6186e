using System.Globalization;
using System.Net;
using System.Text;

namespace Ingest.LoadGen.Reporting;

/// <summary>A named row of values over the seconds of a run, in a colour of the page's palette; null is a gap.</summary>
internal sealed record Series(string Name, string Colour, IReadOnlyList<double?> Values);

/// <summary>Something that happened at a moment of the run.</summary>
internal sealed record ChartMark(double Second, string Label);

/// <summary>Charts as inline SVG: no script, no outside resource, readable by a screen reader through its title.</summary>
internal static class SvgChart
{
    public const int Width = 900;
    public const int Height = 282;
    public const int Left = 56;
    public const int Bottom = 58;
    public const int Top = 24;
    public const double PlotWidth = Width - Left - 8;
    private const double PlotHeight = Height - Top - Bottom;
    private const int MostTicks = 10;
    private static readonly int[] NiceSteps = [1, 2, 3, 4, 5, 6, 8, 10];
    private static readonly int[] TimeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400];

    /// <summary>Lines over the seconds; <paramref name="marks"/> are vertical lines, named <paramref name="markName"/> in the legend.</summary>
    public static string Lines(string title, string unit, IReadOnlyList<Series> series, IReadOnlyList<ChartMark> marks, string markName)
    {
        var seconds = Math.Max(2, series.Max(s => s.Values.Count));
        var top = NiceTop(series.SelectMany(s => s.Values).Max() ?? 0);
        var svg = BeginOverTime(title, unit, top, seconds);
        var shown = marks.Where(m => m.Second >= 0 && m.Second <= seconds).ToArray();
        foreach (var mark in shown)
            svg.Append(I($"<line class=\"mark\" x1=\"{X(mark.Second, seconds):0.#}\" x2=\"{X(mark.Second, seconds):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>"));
        foreach (var line in series)
            foreach (var part in Parts(line.Values))
                svg.Append(I($"<polyline fill=\"none\" stroke=\"var({line.Colour})\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\" points=\"{string.Join(' ', part.Select(p => I($"{X(p.Second + 0.5, seconds):0.#},{Y(p.Value, top):0.#}")))}\"/>"));
        return End(svg, title, series, shown.Length > 0 ? markName : null, seconds, second =>
            string.Join(", ", series.Where(s => s.Values.ElementAtOrDefault(second) is not null).Select(s => I($"{s.Name} {s.Values[second]:#,0.##}{(unit == "ms" ? " ms" : "")}"))
                .Concat(shown.Where(m => (int)m.Second == second).Select(m => m.Label))));
    }

    /// <summary>Bars stacked per second.</summary>
    public static string Stacked(string title, string unit, IReadOnlyList<Series> series)
    {
        var seconds = Math.Max(2, series.Select(s => s.Values.Count).DefaultIfEmpty(0).Max());
        var top = NiceTop(Enumerable.Range(0, seconds).Max(second => series.Sum(s => At(s, second))));
        var svg = BeginOverTime(title, unit, top, seconds);
        var width = Math.Max(0.5, PlotWidth / seconds - (seconds > 120 ? 0 : 1));
        for (var second = 0; second < seconds; second++)
        {
            var below = 0.0;
            foreach (var part in series)
            {
                var value = At(part, second);
                if (value <= 0) continue;
                svg.Append(I($"<rect x=\"{X(second, seconds):0.#}\" width=\"{width:0.##}\" y=\"{Y(below + value, top):0.#}\" height=\"{Y(below, top) - Y(below + value, top):0.##}\" fill=\"var({part.Colour})\"/>"));
                below += value;
            }
        }
        return End(svg, title, series, null, seconds, second => string.Join(", ", series.Where(s => At(s, second) > 0).Select(s => I($"{s.Name} {At(s, second):#,0}"))));
    }

    /// <summary>The frame of a chart: value axis with its unit above, and what the other axis is below.</summary>
    public static StringBuilder Begin(string title, string unit, string below, double top)
    {
        var svg = new StringBuilder(I($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(title)}\"><text class=\"axis\" x=\"{Left}\" y=\"14\">{Text(unit)}</text><text class=\"axis\" x=\"{Width - 8}\" y=\"{Height - 8}\" text-anchor=\"end\">{Text(below)}</text>"));
        for (var line = 0; line <= 4; line++)
        {
            var value = top * line / 4;
            svg.Append(I($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - 8}\" y1=\"{Y(value, top):0.#}\" y2=\"{Y(value, top):0.#}\"/><text x=\"{Left - 6}\" y=\"{Y(value, top) + 4:0.#}\" text-anchor=\"end\">{value:#,0.##}</text>"));
        }
        return svg;
    }

    public static string Tick(double x, string label, string anchor = "middle") => I($"<text x=\"{x:0.#}\" y=\"{Height - Bottom + 20}\" text-anchor=\"{anchor}\">{Text(label)}</text>");

    public static double Y(double value, double top) => Top + PlotHeight * (1 - value / top);

    public static double NiceTop(double value)
    {
        if (value <= 0) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return NiceSteps.First(step => value <= step * power * 1.0001) * power;
    }

    private static StringBuilder BeginOverTime(string title, string unit, double top, int seconds)
    {
        var step = TimeSteps.FirstOrDefault(s => seconds / s <= MostTicks, TimeSteps[^1]);
        var inMinutes = seconds > 180;
        var svg = Begin(title, unit, $"{(inMinutes ? "minutes:seconds" : "seconds")} since the load began", top);
        for (var second = 0; second <= seconds; second += step)
            svg.Append(Tick(X(second, seconds), inMinutes ? I($"{second / 60}:{second % 60:00}") : I($"{second}"), second == seconds ? "end" : "middle"));
        return svg;
    }

    /// <summary>Every second shows the pointer its values; the legend names the colours.</summary>
    private static string End(StringBuilder svg, string title, IReadOnlyList<Series> series, string? markName, int seconds, Func<int, string> valuesAt)
    {
        for (var second = 0; second < seconds && seconds <= 3600; second++)
            svg.Append(I($"<rect class=\"hover\" x=\"{X(second, seconds):0.#}\" width=\"{PlotWidth / seconds:0.##}\" y=\"{Top}\" height=\"{PlotHeight:0}\"><title>second {second}: {Text(valuesAt(second))}</title></rect>"));
        svg.Append("</svg>");
        var legend = string.Concat(series.Select(s => $"<span><i style=\"background:var({s.Colour})\"></i>{Text(s.Name)}</span>"));
        if (markName is not null) legend += $"<span><i class=\"marked\"></i>{Text(markName)}</span>";
        return $"<figure><figcaption>{Text(title)}</figcaption>{svg}<p class=\"legend\">{legend}</p></figure>";
    }

    /// <summary>The values between gaps; one alone is drawn from itself to itself, which is a dot.</summary>
    private static IEnumerable<IReadOnlyList<(int Second, double Value)>> Parts(IReadOnlyList<double?> values)
    {
        var part = new List<(int Second, double Value)>();
        for (var second = 0; second <= values.Count; second++)
        {
            if (second < values.Count && values[second] is { } value) part.Add((second, value));
            else if (part.Count > 0)
            {
                yield return part.Count == 1 ? [part[0], part[0]] : part;
                part = [];
            }
        }
    }

    private static double At(Series series, int second) => series.Values.ElementAtOrDefault(second) ?? 0;

    private static double X(double second, int seconds) => Left + PlotWidth * second / seconds;

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string I(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
