using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud.Templates.Resources;

internal sealed class AlarmType : IResourceType
{
    public string Name => "AWS::CloudWatch::Alarm";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Tags");
        var name = properties.String("AlarmName", stack.NameOf(id, 255));
        if (properties.Boolean("ActionsEnabled") == false) throw new TemplateException(properties.Find("ActionsEnabled")!.At, "ActionsEnabled false is not understood here: leave the actions out.");
        var metrics = properties.Find("Metrics") is not null ? properties.Maps("Metrics").Select(Query).ToList() : [new MetricQuery("m1", Simple(properties), null, null, true)];
        if (metrics.Count(metric => metric.ReturnData) != 1) throw new TemplateException(properties.At, $"{id}: exactly one of its Metrics has ReturnData true.");
        foreach (var query in properties.Maps("Metrics"))
        {
            if (query.Find("Expression") is { } node && MetricMath.Check(node.AsString("Expression"), [.. metrics.Select(metric => metric.Id)]) is { } wrong) throw new TemplateException(node.At, wrong);
        }
        var periods = properties.Integer("EvaluationPeriods", 1, 1440) ?? throw new TemplateException(properties.At, $"{id} has no EvaluationPeriods.");
        properties.Get("ComparisonOperator");
        var alarm = new AlarmDefinition(
            name, properties.String("AlarmDescription", ""), metrics,
            properties.OneOf("ComparisonOperator", AlarmDefinition.DefaultComparison, AlarmDefinition.Comparisons),
            properties.Number("Threshold") ?? throw new TemplateException(properties.At, $"{id} has no Threshold."),
            periods, properties.Integer("DatapointsToAlarm", 1, periods) ?? periods,
            properties.OneOf("TreatMissingData", "missing", AlarmDefinition.MissingDataTreatments))
        {
            AlarmActions = properties.Strings("AlarmActions"),
            OkActions = properties.Strings("OKActions"),
            InsufficientDataActions = properties.Strings("InsufficientDataActions"),
        };
        stack.Alarms.Add(alarm);
        var watched = string.Join(", ", metrics.Where(metric => metric.Stat is not null).Select(metric => metric.Stat!.Name));
        return new StackResource(id, Name, name, $"{watched}: {alarm.DatapointsToAlarm} of {periods}", new Dictionary<string, string> { ["Arn"] = stack.Arn("cloudwatch", $"alarm:{name}") });
    }

    private static MetricQuery Query(ResourceProperties query)
    {
        var id = query.Get("Id").AsString("Id");
        var expression = query.String("Expression");
        MetricStat? stat = null;
        if (query.Map("MetricStat") is { } stated)
        {
            var metric = stated.Map("Metric") ?? throw new TemplateException(stated.At, "MetricStat has no Metric.");
            stat = Stat(metric, stated.Integer("Period", 1, 86400) ?? 60, stated.Get("Stat"), stated.String("Unit"));
            metric.Finish();
            stated.Finish();
        }
        if (stat is null == expression is null) throw new TemplateException(query.At, $"The metric {id} has either an Expression or a MetricStat.");
        var made = new MetricQuery(id, stat, expression, query.String("Label"), query.Boolean("ReturnData") ?? true);
        query.Accept("Period").Finish();
        return made;
    }

    private static MetricStat Simple(ResourceProperties alarm) =>
        Stat(alarm, alarm.Integer("Period", 1, 86400) ?? 60, alarm.Find("ExtendedStatistic") ?? alarm.Get("Statistic"), alarm.String("Unit"));

    private static MetricStat Stat(ResourceProperties metric, int period, TemplateNode statistic, string? unit)
    {
        var stat = statistic.AsString("A statistic");
        if (!MetricBucket.IsStatistic(stat)) throw new TemplateException(statistic.At, $"The statistic {stat} is unknown; known: Sum, Average, Minimum, Maximum, SampleCount, pNN.");
        var dimensions = metric.Maps("Dimensions").Select(dimension => new Dimension(dimension.Get("Name").AsString("Name"), dimension.Get("Value").AsString("Value"))).ToList();
        return new MetricStat(metric.Get("Namespace").AsString("Namespace"), metric.Get("MetricName").AsString("MetricName"), dimensions, period, stat, unit);
    }
}
