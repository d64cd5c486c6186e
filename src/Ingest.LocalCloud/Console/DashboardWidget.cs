using System.Text.RegularExpressions;
using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud.Console;

/// <summary>
/// One widget of a dashboard's body (CloudWatch API reference, "Dashboard body structure and syntax"): its place, and the queries
/// of a metric widget. Of a type that is not drawn here, only its name is known.
/// </summary>
internal sealed partial class DashboardWidget
{
    private const int DefaultWidth = 6;

    // What the services publish is there at once and drawn by the second; what is flushed now and then needs longer periods to be a line.
    private const int ServiceStep = 1;
    private const int FlushedStep = 10;

    private DashboardWidget(JsonElement widget)
    {
        Type = Text(widget, "type") ?? "?";
        (X, Y, Width) = (Number(widget, "x") ?? 0, Number(widget, "y") ?? 0, Number(widget, "width") ?? DefaultWidth);
        if (!widget.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object) return;
        (Title, Markdown, Period) = (Text(properties, "title"), Text(properties, "markdown"), Number(properties, "period") ?? 300);
        Stacked = properties.TryGetProperty("stacked", out var stacked) && stacked.ValueKind == JsonValueKind.True;
        if (properties.TryGetProperty("alarms", out var alarms) && alarms.ValueKind == JsonValueKind.Array) Alarms = [.. alarms.EnumerateArray().Select(arn => AlarmName(arn.ToString()))];
        if (properties.TryGetProperty("annotations", out var annotations) && annotations.TryGetProperty("horizontal", out var lines) && lines.ValueKind == JsonValueKind.Array)
            Lines = [.. lines.EnumerateArray().Where(line => line.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number).Select(line => (Text(line, "label"), line.GetProperty("value").GetDouble()))];
        if (properties.TryGetProperty("metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Array) Queries = [.. Read(metrics, Text(properties, "stat") ?? "Average")];
        // The finest that all of them have.
        Step = Queries.Any(query => query.Stat is { } stat && !stat.Namespace.StartsWith("AWS/", StringComparison.Ordinal)) || Queries.Any(query => query.Expression?.Contains("SEARCH", StringComparison.Ordinal) == true) ? FlushedStep : ServiceStep;
        Queries = [.. Queries.Select(query => query.Stat is { } stat ? query with { Stat = stat with { Period = Step } } : query)];
    }

    /// <summary>metric, text, alarm, or one that is not drawn here.</summary>
    public string Type { get; }

    public int X { get; }

    public int Y { get; }

    /// <summary>Of 24 columns.</summary>
    public int Width { get; }

    public string? Title { get; }

    public string? Markdown { get; }

    /// <summary>In seconds, as AWS draws it.</summary>
    public int Period { get; }

    /// <summary>In seconds, as it is drawn here.</summary>
    public int Step { get; }

    public bool Stacked { get; }

    public IReadOnlyList<string> Alarms { get; } = [];

    public IReadOnlyList<(string? Label, double Value)> Lines { get; } = [];

    /// <summary>All of them; those that are not returned are there for expressions.</summary>
    public IReadOnlyList<MetricQuery> Queries { get; } = [];

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<DashboardWidget> Of(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("widgets", out var widgets) && widgets.ValueKind == JsonValueKind.Array
            ? [.. widgets.EnumerateArray().Where(widget => widget.ValueKind == JsonValueKind.Object).Select(widget => new DashboardWidget(widget))] : [];
    }

    // [namespace, name, (dimension, value)…, {options}] or [{"expression":…}]; "." stands for what the row above has in its place, "..." for all of it but the rest.
    private static IEnumerable<MetricQuery> Read(JsonElement rows, string stat)
    {
        string[] above = [];
        var number = 0;
        foreach (var row in rows.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Array))
        {
            var cells = row.EnumerateArray().Where(cell => cell.ValueKind == JsonValueKind.String).Select(cell => cell.GetString()!).ToArray();
            var options = row.EnumerateArray().LastOrDefault(cell => cell.ValueKind == JsonValueKind.Object);
            var id = Text(options, "id") ?? $"_{++number}";
            var isShown = !(options.ValueKind == JsonValueKind.Object && options.TryGetProperty("visible", out var visible) && visible.ValueKind == JsonValueKind.False);
            if (Text(options, "expression") is { } expression)
            {
                yield return new MetricQuery(id, null, expression, Text(options, "label"), isShown);
                continue;
            }
            if (cells is ["...", .. var own]) cells = [.. above.SkipLast(own.Length), .. own];
            cells = above = [.. cells.Select((cell, i) => cell == "." && i < above.Length ? above[i] : cell)];
            if (cells.Length < 2) continue;
            var dimensions = cells.Skip(2).Chunk(2).Where(pair => pair.Length == 2).Select(pair => new Dimension(pair[0], pair[1])).ToList();
            yield return new MetricQuery(id, new MetricStat(cells[0], cells[1], dimensions, 1, Text(options, "stat") ?? stat, null), null, Text(options, "label") ?? cells[1], isShown);
        }
    }

    private static string AlarmName(string arn) => AlarmArn().Match(arn) is { Success: true } found ? found.Groups["name"].Value : arn;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    [GeneratedRegex(":alarm:(?<name>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlarmArn();
}
