namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>PutMetricData: single values, values with counts, and statistic sets.</summary>
internal sealed class PutMetricData(MetricStore store, TimeProvider time)
{
    // As the API reference.
    private const int MaxMetrics = 1000;

    public void Handle(in ApiCall call, Fields fields)
    {
        var @namespace = fields.String("Namespace") ?? throw Missing("Namespace");
        if (fields.List("MetricData") is not { } data) throw Missing("MetricData");
        if (data.GetArrayLength() > MaxMetrics) throw MetricStore.Invalid($"The collection MetricData must not have a size greater than {MaxMetrics}.");
        foreach (var element in data.EnumerateArray()) Record(@namespace, fields.Of(element));
        call.Counter.Write(data.GetArrayLength(), 0, default(StoredSize) + call.Body.Length);
        call.Reply.Json.WriteStartObject();
        call.Reply.Json.WriteEndObject();
    }

    private void Record(string @namespace, Fields datum)
    {
        var name = datum.String("MetricName") ?? throw Missing("MetricData.member.MetricName");
        var at = datum.Seconds("Timestamp") is { } seconds ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : time.GetUtcNow();
        var series = store.Series(@namespace, name, MetricStore.ReadDimensions(datum), datum.String("Unit") ?? "None");
        if (datum.Object("StatisticValues") is { } set)
        {
            series.Record(set.Seconds("SampleCount") ?? 0, set.Seconds("Sum") ?? 0, set.Seconds("Minimum") ?? 0, set.Seconds("Maximum") ?? 0, at);
            return;
        }
        if (datum.Seconds("Value") is { } value) series.Record(value, at);
        if (datum.List("Values") is not { } values) return;
        var counts = datum.List("Counts");
        var index = 0;
        foreach (var number in values.EnumerateArray())
        {
            series.Record(Number(number), at, counts is { } c && index < c.GetArrayLength() ? Number(c[index]) : 1);
            index++;
        }
    }

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble()
        : throw TypeErrors.Unexpected(CloudWatchService.Instance, element.ValueKind, "Double");

    private static AwsException Missing(string parameter) => new("MissingRequiredParameterException", $"The parameter {parameter} is required.");
}
