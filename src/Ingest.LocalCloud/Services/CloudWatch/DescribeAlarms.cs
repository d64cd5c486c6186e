namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>DescribeAlarms: by name, by a name's beginning, by state; all in one page.</summary>
internal sealed class DescribeAlarms(AlarmBoard board)
{
    public void Handle(in ApiCall call, Fields fields)
    {
        var names = fields.List("AlarmNames")?.EnumerateArray().Select(name => name.GetString()).ToHashSet();
        var (prefix, state) = (fields.String("AlarmNamePrefix") ?? "", fields.String("StateValue"));
        var json = call.Reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("MetricAlarms"u8);
        foreach (var alarm in board.Alarms)
        {
            if (names?.Contains(alarm.Definition.Name) == false || !alarm.Definition.Name.StartsWith(prefix, StringComparison.Ordinal) || (state is not null && state != Alarm.NameOf(alarm.State))) continue;
            Write(json, alarm);
        }
        json.WriteEndArray();
        json.WriteStartArray("CompositeAlarms"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Alarm alarm)
    {
        var definition = alarm.Definition;
        json.WriteStartObject();
        json.WriteString("AlarmName"u8, definition.Name);
        json.WriteString("AlarmArn"u8, alarm.Arn);
        json.WriteString("AlarmDescription"u8, definition.Description);
        json.WriteBoolean("ActionsEnabled"u8, true);
        Write(json, "AlarmActions", definition.AlarmActions);
        Write(json, "OKActions", definition.OkActions);
        Write(json, "InsufficientDataActions", definition.InsufficientDataActions);
        json.WriteString("StateValue"u8, Alarm.NameOf(alarm.State));
        json.WriteString("StateReason"u8, alarm.Reason);
        json.WriteNumber("StateUpdatedTimestamp"u8, alarm.Updated.ToUnixTimeMilliseconds() / 1000m);
        if (definition.Metrics is [{ Stat: { } stat }])
        {
            Write(json, stat);
        }
        else
        {
            json.WriteStartArray("Metrics"u8);
            foreach (var metric in definition.Metrics) Write(json, metric);
            json.WriteEndArray();
        }
        json.WriteNumber("EvaluationPeriods"u8, definition.EvaluationPeriods);
        json.WriteNumber("DatapointsToAlarm"u8, definition.DatapointsToAlarm);
        json.WriteNumber("Threshold"u8, definition.Threshold);
        json.WriteString("ComparisonOperator"u8, definition.Comparison);
        json.WriteString("TreatMissingData"u8, definition.TreatMissingData);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MetricQuery query)
    {
        json.WriteStartObject();
        json.WriteString("Id"u8, query.Id);
        if (query.Label is { } label) json.WriteString("Label"u8, label);
        if (query.Expression is { } expression) json.WriteString("Expression"u8, expression);
        if (query.Stat is { } stat)
        {
            json.WriteStartObject("MetricStat"u8);
            json.WriteStartObject("Metric"u8);
            WriteMetric(json, stat);
            json.WriteEndObject();
            json.WriteNumber("Period"u8, stat.Period);
            json.WriteString("Stat"u8, stat.Stat);
            json.WriteEndObject();
        }
        json.WriteBoolean("ReturnData"u8, query.ReturnData);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MetricStat stat)
    {
        WriteMetric(json, stat);
        json.WriteNumber("Period"u8, stat.Period);
        json.WriteString(stat.Stat.StartsWith('p') ? "ExtendedStatistic" : "Statistic", stat.Stat);
    }

    private static void WriteMetric(Utf8JsonWriter json, MetricStat stat)
    {
        json.WriteString("Namespace"u8, stat.Namespace);
        json.WriteString("MetricName"u8, stat.Name);
        ListMetrics.WriteDimensions(json, stat.Dimensions);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> arns)
    {
        json.WriteStartArray(name);
        foreach (var arn in arns) json.WriteStringValue(arn);
        json.WriteEndArray();
    }
}
