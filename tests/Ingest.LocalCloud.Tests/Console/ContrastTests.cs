using System.Globalization;
using System.Text.RegularExpressions;

namespace Ingest.LocalCloud.Tests.Console;

/// <summary>The colours of every page (src/Shared/Web/page.css), in both themes, against WCAG 2.2 AA: 4.5 for text (1.4.3), 3 for lines of charts and borders of fields (1.4.11).</summary>
public sealed partial class ContrastTests
{
    private static readonly string Style = File.ReadAllText(CheckedOutFiles.PathOf("src/Shared/Web/page.css"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void TextCanBeRead(int theme)
    {
        var colours = Theme(theme);

        foreach (var ground in (string[])["bg", "card"])
            foreach (var ink in (string[])["fg", "soft", "good", "bad", "link"])
                Contrast(colours[ink], colours[ground]).ShouldBeGreaterThanOrEqualTo(4.5, $"{ink} on {ground}");
        foreach (var ground in (string[])["link", "bad"]) Contrast(colours["on"], colours[ground]).ShouldBeGreaterThanOrEqualTo(4.5, $"on {ground}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void LinesCanBeTold(int theme)
    {
        var colours = Theme(theme);

        foreach (var ground in (string[])["bg", "card"])
            foreach (var line in (string[])["c1", "c2", "c3", "c4", "c5", "c6", "c7", "mark", "soft"])
                Contrast(colours[line], colours[ground]).ShouldBeGreaterThanOrEqualTo(3, $"{line} on {ground}");
    }

    [Fact]
    public void NoStyleHasAColourOfItsOwn() =>
        Colour().Matches(File.ReadAllText(CheckedOutFiles.PathOf("src/Ingest.LocalCloud/Console/Page/console.css"))).ShouldBeEmpty();

    /// <param name="theme">0: light; 1: dark.</param>
    private static Dictionary<string, string> Theme(int theme) =>
        Block().Matches(Style).Where(block => block.Value.Contains("--bg", StringComparison.Ordinal)).ElementAt(theme).Value is var block
            ? Variable().Matches(block).ToDictionary(variable => variable.Groups["name"].Value, variable => variable.Groups["value"].Value) : [];

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        var digits = hex.Length == 3 ? string.Concat(hex.Select(digit => $"{digit}{digit}")) : hex;
        double[] weights = [0.2126, 0.7152, 0.0722];
        return weights.Select((weight, i) => weight * Linear(int.Parse(digits.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)).Sum();

        static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.None, 1_000)]
    private static partial Regex Block();

    [GeneratedRegex("--(?<name>[a-z0-9]+): #(?<value>[0-9a-f]{6}|[0-9a-f]{3});", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Variable();

    [GeneratedRegex("(?<![a-z])#[0-9a-f]{3,8}(?=[ ;])|rgb|hsl", RegexOptions.None, 1_000)]
    private static partial Regex Colour();
}
