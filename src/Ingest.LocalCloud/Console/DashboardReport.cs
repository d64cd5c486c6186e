using System.Collections.Concurrent;
using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud.Console;

/// <summary>
/// The dashboards of the template as they are now: <c>GET /api/dashboard</c> and <c>/api/dashboard/data</c>. A page that is open asks
/// for the newest points alone, so it costs the same however long it is open.
/// </summary>
internal sealed class DashboardReport(ConsoleSources sources)
{
    private const int Window = 300;

    private readonly ConcurrentDictionary<string, IReadOnlyList<DashboardWidget>> _parsed = new(StringComparer.Ordinal);

    /// <summary>{"seconds":n,"dashboards":[{"name","widgets":[{"id","type","title","x","y","width","step","period","stacked","lines",…}]}]}</summary>
    public void WriteLayout(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("seconds", Window);
        json.WriteStartArray("dashboards");
        foreach (var (name, body) in sources.Aws.Metrics.Dashboards.All)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStartArray("widgets");
            foreach (var (widget, index) in WidgetsOf(body).Select((widget, index) => (widget, index))) WriteWidget(json, widget, $"{name}-{index}");
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>{"now":s,"widgets":{id:{"from":s,"step":s,"series":[{"label","values":[number or null…]}]}}}, from the period that <paramref name="after"/> lies in on.</summary>
    public Action<Utf8JsonWriter> WriteData(int after) => json =>
    {
        var now = sources.Options.Time.GetUtcNow().ToUnixTimeSeconds();
        var from = Math.Clamp(after, now - Window + 1, now);
        json.WriteStartObject();
        json.WriteNumber("now", now);
        json.WriteStartObject("widgets");
        foreach (var (name, body) in sources.Aws.Metrics.Dashboards.All)
        {
            foreach (var (widget, index) in WidgetsOf(body).Select((widget, index) => (widget, index)).Where(one => one.widget.Type == "metric"))
            {
                json.WritePropertyName($"{name}-{index}");
                WriteData(json, widget, from - from % widget.Step, now + 1);
            }
        }
        json.WriteEndObject();
        json.WriteEndObject();
    };

    private static void WriteWidget(Utf8JsonWriter json, DashboardWidget widget, string id)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", widget.Type);
        json.WriteString("title", widget.Title);
        json.WriteNumber("x", widget.X);
        json.WriteNumber("y", widget.Y);
        json.WriteNumber("width", widget.Width);
        if (widget.Markdown is { } markdown) json.WriteString("markdown", markdown);
        if (widget.Type == "metric")
        {
            json.WriteNumber("step", widget.Step);
            json.WriteNumber("period", widget.Period);
            json.WriteBoolean("stacked", widget.Stacked);
        }
        json.WriteStartArray("alarms");
        foreach (var alarm in widget.Alarms) json.WriteStringValue(alarm);
        json.WriteEndArray();
        json.WriteStartArray("lines");
        foreach (var (label, value) in widget.Lines)
        {
            json.WriteStartObject();
            json.WriteString("label", label);
            json.WriteNumber("value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteData(Utf8JsonWriter json, DashboardWidget widget, long from, long until)
    {
        var queries = MetricSearch.Expand(sources.Aws.Metrics, widget.Queries, widget.Step);
        var evaluation = new MetricQueries(sources.Aws.Metrics, queries, from, until);
        json.WriteStartObject();
        json.WriteNumber("from", from);
        json.WriteNumber("step", widget.Step);
        json.WriteStartArray("series");
        string? wrong = null;
        foreach (var query in queries.Where(query => query.ReturnData))
        {
            try
            {
                var points = evaluation.Points(query);
                json.WriteStartObject();
                json.WriteString("label", query.Label ?? query.Expression ?? query.Id);
                json.WriteStartArray("values");
                for (var at = from; at < until; at += widget.Step)
                {
                    if (points.TryGetValue(at, out var value) && double.IsFinite(value)) json.WriteNumberValue(Math.Round(value, 4));
                    else json.WriteNullValue();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            catch (MathException e)
            {
                wrong = e.Message;
            }
        }
        json.WriteEndArray();
        if (wrong is not null) json.WriteString("error", wrong);
        json.WriteEndObject();
    }

    private IReadOnlyList<DashboardWidget> WidgetsOf(string body) => _parsed.GetOrAdd(body, static body => DashboardWidget.Of(body));
}
