namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>GetMetricData: statistics of metrics by period. Metric math is not done here.</summary>
internal sealed class GetMetricData(MetricStore store)
{
    // As the API reference.
    private const int MaxQueries = 500;
    private const int DefaultMaxDatapoints = 100_800;

    public void Handle(in ApiCall call, Fields fields)
    {
        if (fields.Seconds("StartTime") is not { } start) throw Missing("StartTime");
        if (fields.Seconds("EndTime") is not { } end) throw Missing("EndTime");
        if (start >= end) throw new AwsException("ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
        if (fields.List("MetricDataQueries") is not { } queries) throw Missing("MetricDataQueries");
        if (queries.GetArrayLength() > MaxQueries) throw MetricStore.Invalid($"The collection MetricDataQueries must not have a size greater than {MaxQueries}.");
        var newestFirst = fields.String("ScanBy") != "TimestampAscending";
        var most = fields.Integer("MaxDatapoints") ?? DefaultMaxDatapoints;

        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("MetricDataResults"u8);
        var index = 0;
        foreach (var element in queries.EnumerateArray())
        {
            var query = fields.Of(element);
            var at = $"MetricDataQueries.member.{++index}";
            var points = Points(query, at, (long)start, (long)Math.Ceiling(end), out var label);
            if (newestFirst) points.Reverse();
            if (query.Boolean("ReturnData") == false) continue;
            Write(json, query.String("Id") ?? throw Missing(at + ".Id"), query.String("Label") ?? label, points, most);
            most -= Math.Min(most, points.Count);
        }
        json.WriteEndArray();
        json.WriteStartArray("Messages"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private List<(long Time, double Value)> Points(Fields query, string at, long start, long end, out string label)
    {
        if (query.String("Expression") is not null) throw new AwsException("ValidationError", $"{at}.Expression: the local CloudWatch computes no expressions; ask for a MetricStat.");
        if (query.Object("MetricStat") is not { } stat) throw Missing(at + ".MetricStat");
        if (stat.Object("Metric") is not { } metric) throw Missing(at + ".MetricStat.Metric");
        var period = stat.Integer("Period") ?? throw Missing(at + ".MetricStat.Period");
        if (period is not (1 or 5 or 10 or 20 or 30) && (period <= 0 || period % 60 != 0))
        {
            throw MetricStore.Invalid($"{at}.MetricStat.Period '{period}' must be 1, 5, 10, 20, 30 or a multiple of 60 seconds.");
        }
        var statistic = stat.String("Stat") ?? throw Missing(at + ".MetricStat.Stat");
        if (!MetricBucket.IsStatistic(statistic))
        {
            throw MetricStore.Invalid($"{at}.MetricStat.Stat '{statistic}' is unknown; known: Sum, Average, Minimum, Maximum, SampleCount, pNN.");
        }
        label = metric.String("MetricName") ?? throw Missing(at + ".MetricStat.Metric.MetricName");
        var series = store.Find(metric.String("Namespace") ?? throw Missing(at + ".MetricStat.Metric.Namespace"), label, MetricStore.ReadDimensions(metric));
        if (series is null || (stat.String("Unit") is { } unit && unit != series.Unit)) return [];
        return [.. series.Periods(start - start % period, end, period).Select(pair => (pair.Key, pair.Value.Statistic(statistic)!.Value))];
    }

    private static void Write(Utf8JsonWriter json, string id, string label, List<(long Time, double Value)> points, int most)
    {
        json.WriteStartObject();
        json.WriteString("Id"u8, id);
        json.WriteString("Label"u8, label);
        json.WriteStartArray("Timestamps"u8);
        foreach (var (time, _) in points.Take(most)) json.WriteNumberValue(time);
        json.WriteEndArray();
        json.WriteStartArray("Values"u8);
        foreach (var (_, value) in points.Take(most)) json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteString("StatusCode"u8, points.Count > most ? "PartialData"u8 : "Complete"u8);
        json.WriteEndObject();
    }

    private static AwsException Missing(string parameter) => new("MissingRequiredParameterException", $"The parameter {parameter} is required.");
}
