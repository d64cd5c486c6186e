namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>
/// Takes the metrics out of log lines in the embedded metric format, as CloudWatch Logs does with a function's standard output. A
/// line that breaks a rule of the format gives none of its metrics, as there, where AWS/Logs counts it as EMFValidationErrors.
/// </summary>
/// <remarks>"Specification: Embedded metric format" in the CloudWatch user guide.</remarks>
internal sealed class EmfExtractor(MetricStore store)
{
    // {"_aws":{"Timestamp":ms,"CloudWatchMetrics":[{"Namespace":…,"Dimensions":[["a"],["a","b"]],"Metrics":[{"Name":…,"Unit":…}]}]},"a":…,"b":…,name:number or [numbers]}
    private const int LongestLine = 1024 * 1024;
    private const int LongestName = 255;
    private const int LongestValue = 1024;
    private const int MostDimensions = 30;
    private const int MostMetrics = 100;
    private const int MostValues = 100;

    private static readonly HashSet<string> Units =
    [
        "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits",
        "Terabits", "Percent", "Count", "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second",
        "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
    ];

    /// <returns>Values recorded; 0 for a line that is no EMF.</returns>
    /// <exception cref="FormatException">It is meant as EMF, and CloudWatch would take no metric from it; says why.</exception>
    public int Extract(ReadOnlyMemory<byte> line)
    {
        if (line.Span.IndexOf("\"_aws\""u8) < 0) return 0;
        using var document = Parse(line);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("_aws", out var aws)) return 0;
        Require(line.Length <= LongestLine, $"it has {line.Length} bytes; the limit is {LongestLine}");
        Require(aws.ValueKind == JsonValueKind.Object, "_aws is no object");
        Require(aws.TryGetProperty("Timestamp", out var stated) && stated.ValueKind == JsonValueKind.Number && stated.TryGetInt64(out _), "_aws.Timestamp is missing, or is no whole number of milliseconds");
        var at = DateTimeOffset.FromUnixTimeMilliseconds(stated.GetInt64());
        Require(aws.TryGetProperty("CloudWatchMetrics", out var directives) && directives.ValueKind == JsonValueKind.Array && directives.GetArrayLength() > 0, "_aws.CloudWatchMetrics names no metrics");
        // All of it is read before any of it is recorded.
        var found = directives.EnumerateArray().SelectMany(directive => Read(document.RootElement, directive)).ToList();
        foreach (var (series, values) in found)
        {
            foreach (var value in values) series().Record(value, at);
        }
        return found.Sum(static one => one.Values.Length);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IEnumerable<(Func<MetricSeries> Series, double[] Values)> Read(JsonElement root, JsonElement directive)
    {
        Require(directive.ValueKind == JsonValueKind.Object, "a directive is no object");
        var @namespace = Name(directive, "Namespace");
        Require(directive.TryGetProperty("Dimensions", out var sets) && sets.ValueKind == JsonValueKind.Array && sets.GetArrayLength() > 0, $"the directive of {@namespace} has no Dimensions");
        Require(directive.TryGetProperty("Metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Array && metrics.GetArrayLength() is > 0 and <= MostMetrics, $"the directive of {@namespace} must name 1 to {MostMetrics} Metrics");
        var dimensions = sets.EnumerateArray().Select(set => DimensionsOf(root, set)).ToList();
        foreach (var metric in metrics.EnumerateArray())
        {
            Require(metric.ValueKind == JsonValueKind.Object, "a metric is no object");
            var name = Name(metric, "Name");
            var unit = metric.TryGetProperty("Unit", out var named) ? named.ToString() : "None";
            Require(Units.Contains(unit), $"{name} has the unit '{unit}', which CloudWatch does not know");
            var values = ValuesOf(root, name);
            foreach (var set in dimensions) yield return (() => store.Series(@namespace, name, set, unit), values);
        }
    }

    private static List<Dimension> DimensionsOf(JsonElement root, JsonElement set)
    {
        Require(set.ValueKind == JsonValueKind.Array, "a set of dimensions is no array");
        Require(set.GetArrayLength() <= MostDimensions, $"a set has {set.GetArrayLength()} dimensions; the limit is {MostDimensions}");
        var dimensions = new List<Dimension>();
        foreach (var name in set.EnumerateArray())
        {
            Require(name.ValueKind == JsonValueKind.String, "a dimension's name is no string");
            Require(root.TryGetProperty(name.GetString()!, out var value), $"the dimension {name} has no value");
            Require(value.ValueKind == JsonValueKind.String, $"the dimension {name} is {value.GetRawText()}; it must be a string");
            Require(value.GetString()!.Length is > 0 and <= LongestValue, $"the dimension {name} has {value.GetString()!.Length} characters; it must have 1 to {LongestValue}");
            dimensions.Add(new Dimension(name.GetString()!, value.GetString()!));
        }
        return dimensions;
    }

    private static double[] ValuesOf(JsonElement root, string name)
    {
        Require(root.TryGetProperty(name, out var value), $"the metric {name} has no value");
        if (value.ValueKind == JsonValueKind.Number) return [value.GetDouble()];
        Require(value.ValueKind == JsonValueKind.Array, $"the metric {name} is neither a number nor an array of numbers");
        Require(value.GetArrayLength() is > 0 and <= MostValues, $"the array of {name} has {value.GetArrayLength()} values; it must have 1 to {MostValues}");
        Require(value.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.Number), $"the array of {name} has a value that is no number");
        return [.. value.EnumerateArray().Select(static one => one.GetDouble())];
    }

    private static string Name(JsonElement owner, string member)
    {
        Require(owner.TryGetProperty(member, out var name) && name.ValueKind == JsonValueKind.String && name.GetString()!.Length is > 0 and <= LongestName, $"{member} is missing, or is no string of 1 to {LongestName} characters");
        return name.GetString()!;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new FormatException(otherwise);
    }
}
