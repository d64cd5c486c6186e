using System.Globalization;
using System.Net;
using System.Text;

namespace Ingest.LoadGen.Reporting;

/// <summary>A named row of values over the seconds of a run, in a colour of the page's palette.</summary>
internal sealed record Series(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>Charts as inline SVG: no script, no outside resource, readable by a screen reader through its title.</summary>
internal static class SvgChart
{
    private const int Width = 900;
    private const int Height = 240;
    private const int Left = 56;
    private const int Bottom = 26;
    private const int Top = 10;
    private static readonly int[] NiceSteps = [1, 2, 4, 5, 8, 10];
    private const double PlotWidth = Width - Left - 8;
    private const double PlotHeight = Height - Top - Bottom;

    /// <summary>Lines over the seconds; <paramref name="marks"/> are vertical lines, with what they say.</summary>
    public static string Lines(string title, string unit, IReadOnlyList<Series> series, IReadOnlyList<(double Second, string Label)> marks)
    {
        var seconds = Math.Max(2, series.Max(s => s.Values.Count));
        var top = NiceTop(series.SelectMany(s => s.Values).DefaultIfEmpty(0).Max());
        var svg = Begin(title, unit, top, seconds);
        foreach (var (second, label) in marks.Where(m => m.Second >= 0 && m.Second <= seconds))
            svg.Append(I($"<line class=\"mark\" x1=\"{X(second, seconds):0.#}\" x2=\"{X(second, seconds):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"><title>{Text(label)}</title></line>"));
        foreach (var line in series)
            svg.Append(I($"<polyline fill=\"none\" stroke=\"var({line.Colour})\" stroke-width=\"2\" points=\"{string.Join(' ', line.Values.Select((v, second) => I($"{X(second + 0.5, seconds):0.#},{Y(v, top):0.#}")))}\"/>"));
        return End(svg, title, series, second => string.Join(", ", series.Where(s => second < s.Values.Count).Select(s => I($"{s.Name} {s.Values[second]:0.##}"))), seconds);
    }

    /// <summary>Bars stacked per second.</summary>
    public static string Stacked(string title, string unit, IReadOnlyList<Series> series)
    {
        var seconds = Math.Max(2, series.Max(s => s.Values.Count));
        var top = NiceTop(Enumerable.Range(0, seconds).Max(second => series.Sum(s => At(s, second))));
        var svg = Begin(title, unit, top, seconds);
        var width = Math.Max(0.5, PlotWidth / seconds - (seconds > 200 ? 0 : 1));
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
        return End(svg, title, series, second => string.Join(", ", series.Where(s => At(s, second) > 0).Select(s => I($"{s.Name} {At(s, second):0}"))), seconds);
    }

    /// <summary>Bars over named places.</summary>
    public static string Bars(string title, IReadOnlyList<(string Label, double Value)> bars, string colour)
    {
        var top = NiceTop(bars.Select(b => b.Value).DefaultIfEmpty(0).Max());
        var svg = Begin(title, "", top, 0);
        var step = PlotWidth / Math.Max(1, bars.Count);
        for (var bar = 0; bar < bars.Count; bar++)
        {
            var (label, value) = bars[bar];
            svg.Append(I($"<rect x=\"{Left + bar * step + 1:0.#}\" width=\"{Math.Max(1, step - 2):0.#}\" y=\"{Y(value, top):0.#}\" height=\"{Height - Bottom - Y(value, top):0.##}\" fill=\"var({colour})\"><title>{Text(label)}: {value:N0}</title></rect>"));
            if (bar % Math.Max(1, bars.Count / 10) == 0) svg.Append(I($"<text x=\"{Left + (bar + 0.5) * step:0.#}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Text(label)}</text>"));
        }
        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(string title, string unit, double top, int seconds)
    {
        var svg = new StringBuilder(I($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(title)}\">"));
        for (var line = 0; line <= 4; line++)
        {
            var value = top * line / 4;
            svg.Append(I($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - 8}\" y1=\"{Y(value, top):0.#}\" y2=\"{Y(value, top):0.#}\"/><text x=\"{Left - 6}\" y=\"{Y(value, top) + 4:0.#}\" text-anchor=\"end\">{value:0.##}{(line == 4 ? " " + unit : "")}</text>"));
        }
        for (var tick = 0; seconds > 0 && tick <= 6; tick++)
        {
            var second = (int)Math.Round(seconds * tick / 6.0);
            svg.Append(I($"<text x=\"{X(second, seconds):0.#}\" y=\"{Height - 8}\" text-anchor=\"{(tick == 6 ? "end" : "middle")}\">{second} s</text>"));
        }
        return svg;
    }

    /// <summary>Every second answers the pointer with its values; the legend names the colours.</summary>
    private static string End(StringBuilder svg, string title, IReadOnlyList<Series> series, Func<int, string> valuesAt, int seconds)
    {
        for (var second = 0; second < seconds && seconds <= 3600; second++)
            svg.Append(I($"<rect class=\"hover\" x=\"{X(second, seconds):0.#}\" width=\"{PlotWidth / seconds:0.##}\" y=\"{Top}\" height=\"{PlotHeight:0}\"><title>second {second}: {Text(valuesAt(second))}</title></rect>"));
        svg.Append("</svg>");
        var legend = string.Concat(series.Select(s => $"<span><i style=\"background:var({s.Colour})\"></i>{Text(s.Name)}</span>"));
        return $"<figure><figcaption>{Text(title)}</figcaption>{svg}<p class=\"legend\">{legend}</p></figure>";
    }

    private static double At(Series series, int second) => second < series.Values.Count ? series.Values[second] : 0;

    private static double X(double second, int seconds) => Left + PlotWidth * second / seconds;

    private static double Y(double value, double top) => Top + PlotHeight * (1 - value / top);

    private static double NiceTop(double value)
    {
        if (value <= 0) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return NiceSteps.First(step => value <= step * power * 1.0001) * power;
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string I(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
