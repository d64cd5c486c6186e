namespace Ingest.Shared.Web;

/// <summary>What every page has in it, so that none of them asks a network for anything: the style sheet and the script that draws charts.</summary>
internal static class WebParts
{
    /// <summary>Colours of both themes, tiles, tables, figures; for a style element.</summary>
    public static string Style { get; } = Read("web/uPlot.min.css") + Read("web/page.css");

    /// <summary>uPlot under its licence, and charts.js, which draws every figure of class chart; for a script element at the page's end.</summary>
    public static string Script { get; } = $"/*\n{Read("web/uPlot.LICENSE")}\n*/\n{Read("web/uPlot.iife.min.js")}\n{Read("web/charts.js")}";

    /// <summary>What a page with these parts may load: nothing.</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

    private static string Read(string name)
    {
        using var stream = typeof(WebParts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
