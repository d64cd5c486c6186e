namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>Takes the metrics out of log lines in the embedded metric format, as CloudWatch Logs does with a function's standard output.</summary>
/// <remarks>"Specification: Embedded metric format" in the CloudWatch user guide.</remarks>
internal sealed class EmfExtractor(MetricStore store, TimeProvider time)
{
    // {"_aws":{"Timestamp":ms,"CloudWatchMetrics":[{"Namespace":…,"Dimensions":[["a"],["a","b"]],"Metrics":[{"Name":…,"Unit":…}]}]},"a":…,"b":…,name:number or [numbers]}

    /// <returns>Values recorded; 0 for a line that is no EMF.</returns>
    public int Extract(ReadOnlyMemory<byte> line)
    {
        if (line.Span.IndexOf("\"_aws\""u8) < 0) return 0;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("_aws", out var aws) || !aws.TryGetProperty("CloudWatchMetrics", out var directives)) return 0;
            var at = aws.TryGetProperty("Timestamp", out var ms) && ms.TryGetInt64(out var stated) ? DateTimeOffset.FromUnixTimeMilliseconds(stated) : time.GetUtcNow();
            return directives.EnumerateArray().Sum(directive => Extract(root, directive, at));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // As the service: a line that does not follow the specification is only a log line.
            return 0;
        }
    }

    private int Extract(JsonElement root, JsonElement directive, DateTimeOffset at)
    {
        var @namespace = directive.GetProperty("Namespace").GetString()!;
        var sets = directive.TryGetProperty("Dimensions", out var stated) ? stated.EnumerateArray().Select(set => DimensionsOf(root, set)).ToList() : [];
        if (sets.Count == 0) sets.Add([]);
        var recorded = 0;
        foreach (var metric in directive.GetProperty("Metrics").EnumerateArray())
        {
            var name = metric.GetProperty("Name").GetString()!;
            if (!root.TryGetProperty(name, out var value)) continue;
            var unit = metric.TryGetProperty("Unit", out var named) ? named.GetString()! : "None";
            double[] values = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetDouble())] : [value.GetDouble()];
            foreach (var dimensions in sets)
            {
                var series = store.Series(@namespace, name, dimensions, unit);
                foreach (var number in values) series.Record(number, at);
                recorded += values.Length;
            }
        }
        return recorded;
    }

    private static List<Dimension> DimensionsOf(JsonElement root, JsonElement set) =>
        [.. set.EnumerateArray().Select(name => new Dimension(name.GetString()!, root.GetProperty(name.GetString()!).ToString()))];
}
