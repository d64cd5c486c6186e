namespace Ingest.LocalCloud.Console;

/// <summary>The metrics that the function publishes itself, of the last minute: <c>GET /api/metrics</c>. Those of the services are on the dashboard.</summary>
internal sealed class MetricReport(ConsoleSources sources)
{
    private const int Window = 60;

    public void Write(Utf8JsonWriter json)
    {
        var now = sources.Options.Time.GetUtcNow().ToUnixTimeSeconds();
        json.WriteStartObject();
        json.WriteNumber("seconds", Window);
        json.WriteStartArray("metrics");
        foreach (var series in sources.Aws.Metrics.All)
        {
            if (series.Namespace.StartsWith("AWS/", StringComparison.Ordinal)) continue;
            json.WriteStartObject();
            json.WriteString("namespace", series.Namespace);
            json.WriteString("name", series.Name);
            json.WriteStartObject("dimensions");
            foreach (var dimension in series.Dimensions) json.WriteString(dimension.Name, dimension.Value);
            json.WriteEndObject();
            json.WriteString("unit", series.Unit);
            // One period that holds them all.
            if (series.Periods(now - Window + 1, now + 1, int.MaxValue).Values.FirstOrDefault() is { } minute)
            {
                json.WriteNumber("count", minute.Count);
                foreach (var statistic in (string[])["Sum", "Average", "Maximum", "p99"]) json.WriteNumber(statistic, Math.Round(minute.Statistic(statistic)!.Value, 3));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
