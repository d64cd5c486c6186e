namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>GetMetricData: statistics of metrics by period, and metric math over them.</summary>
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
        if (fields.List("MetricDataQueries") is not { } list) throw Missing("MetricDataQueries");
        if (list.GetArrayLength() > MaxQueries) throw MetricStore.Invalid($"The collection MetricDataQueries must not have a size greater than {MaxQueries}.");
        var newestFirst = fields.String("ScanBy") != "TimestampAscending";
        var most = fields.Integer("MaxDatapoints") ?? DefaultMaxDatapoints;
        var queries = list.EnumerateArray().Select((element, index) => Read(fields.Of(element), $"MetricDataQueries.member.{index + 1}")).ToList();
        var evaluation = new MetricQueries(store, queries, (long)start, (long)Math.Ceiling(end));

        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("MetricDataResults"u8);
        for (var i = 0; i < queries.Count; i++)
        {
            if (!queries[i].ReturnData) continue;
            var points = Points(evaluation, queries[i], i + 1);
            if (newestFirst) points.Reverse();
            Write(json, queries[i].Id, queries[i].Label ?? queries[i].Stat?.Name ?? queries[i].Id, points, most);
            most -= Math.Min(most, points.Count);
        }
        json.WriteEndArray();
        json.WriteStartArray("Messages"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<KeyValuePair<long, double>> Points(MetricQueries evaluation, MetricQuery query, int index)
    {
        try
        {
            return [.. evaluation.Points(query)];
        }
        catch (MathException e)
        {
            throw new AwsException("ValidationError", $"Error in expression '{query.Id}' [MetricDataQueries.member.{index}]: {e.Message}");
        }
    }

    private static MetricQuery Read(Fields query, string at)
    {
        var id = query.String("Id") ?? throw Missing(at + ".Id");
        var (label, returned) = (query.String("Label"), query.Boolean("ReturnData") ?? true);
        if (query.String("Expression") is { } expression) return new MetricQuery(id, null, expression, label, returned);
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
        var name = metric.String("MetricName") ?? throw Missing(at + ".MetricStat.Metric.MetricName");
        var @namespace = metric.String("Namespace") ?? throw Missing(at + ".MetricStat.Metric.Namespace");
        return new MetricQuery(id, new MetricStat(@namespace, name, MetricStore.ReadDimensions(metric), period, statistic, stat.String("Unit")), null, label, returned);
    }

    private static void Write(Utf8JsonWriter json, string id, string label, List<KeyValuePair<long, double>> points, int most)
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
