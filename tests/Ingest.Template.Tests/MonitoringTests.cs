using System.Text.Json;
using Ingest.Template.Tests.Mutations;
using Ingest.Testing;

namespace Ingest.Template.Tests;

public sealed class MonitoringTests
{
    // Every metric the services publish under these names and dimensions: Lambda developer guide (urls-monitoring,
    // monitoring-metrics-types), Kinesis developer guide (monitoring-with-cloudwatch), DynamoDB developer guide (metrics-dimensions).
    private static readonly Dictionary<string, (string Dimension, string[] Metrics)> Published = new()
    {
        ["AWS/Lambda"] = ("FunctionName", ["UrlRequestCount", "Url4xxCount", "Url5xxCount", "UrlRequestLatency", "Duration", "ConcurrentExecutions", "Throttles", "Errors"]),
        ["AWS/Kinesis"] = ("StreamName", ["IncomingRecords", "PutRecords.TotalRecords", "PutRecords.ThrottledRecords", "PutRecords.FailedRecords"]),
        ["AWS/DynamoDB"] = ("TableName",
        [
            "ConsumedWriteCapacityUnits", "WriteThrottleEvents", "WriteKeyRangeThroughputThrottleEvents", "WriteProvisionedThroughputThrottleEvents",
            "WriteMaxOnDemandThroughputThrottleEvents", "WriteAccountLimitThrottleEvents",
        ]),
        // The function's own.
        ["Ingest"] = ("FunctionName", ["Received", "Accepted", "NotStored", "Rejected", "Latency"]),
    };

    private static readonly Dictionary<string, string> Resource = new()
    {
        ["FunctionName"] = "<IngestFunction>",
        ["StreamName"] = "<EventStream>",
        ["TableName"] = "<EventTable>",
    };

    [Theory]
    [InlineData("UrlRequestCount", "requests")]
    [InlineData("Url4xxCount", "4xx errors")]
    [InlineData("Url5xxCount", "5xx errors")]
    [InlineData("UrlRequestLatency", "UrlLatency")]
    public void TheDashboardDrawsTheUrlsMetricsUnderTheirUsualNames(string metric, string label)
    {
        var line = Lines().First(line => line[1].GetString() == metric);

        line[4].GetProperty("label").GetString().ShouldBe(label);
    }

    [Fact]
    public void EveryLineOfTheDashboardIsAMetricThatIsPublished()
    {
        var lines = Lines();

        lines.Count.ShouldBeGreaterThan(10);
        foreach (var line in lines)
        {
            var (dimension, metrics) = Published[line[0].GetString()!];
            metrics.ShouldContain(line[1].GetString());
            line[2].GetString().ShouldBe(dimension);
            line[3].GetString().ShouldBe(Resource[dimension]);
        }
    }

    [Theory]
    [InlineData("kinesis")]
    [InlineData("dynamodb")]
    public void TheDashboardIsSoundWithOneSinkToo(string sinks)
    {
        Should.NotThrow(() => Lines(("Sinks", sinks)));
    }

    [Fact]
    public void EveryAlarmWatchesAMetricThatIsPublished()
    {
        var watched = Alarms().SelectMany(alarm => Watched(alarm.Value.Map("Properties")), (alarm, metric) => (Alarm: alarm.Key, metric.Namespace, metric.Name, metric.Dimension, metric.Value)).ToList();

        watched.Select(metric => $"{metric.Alarm} {metric.Name}").Order().ShouldBe(TemplateChecks.Watched);
        foreach (var metric in watched)
        {
            Published[metric.Namespace].Metrics.ShouldContain(metric.Name);
            metric.Dimension.ShouldBe(Published[metric.Namespace].Dimension);
            metric.Value.ShouldBe(Resource[metric.Dimension]);
        }
    }

    [Fact]
    public void AlarmsNotifyTheTopicWhereThereIsOne()
    {
        const string topic = "arn:aws:sns:eu-west-1:123456789012:oncall";

        Alarms(("AlarmTopicArn", topic)).ShouldAllBe(alarm => ((string)alarm.Value.At("Properties", "AlarmActions", 0)) == topic);
        Alarms().ShouldAllBe(alarm => !alarm.Value.Map("Properties").ContainsKey("AlarmActions"));
    }

    /// <summary>Whoever is woken by an alarm finds what it means and what to do.</summary>
    [Fact]
    public void EveryAlarmEndsWithItsEntryOfTheRunbook()
    {
        var entries = Runbook();

        foreach (var (alarm, description) in Alarms().Select(alarm => (alarm.Key, (string)alarm.Value.At("Properties", "AlarmDescription"))))
        {
            var anchor = description.Split(" docs/operations.md#")[^1];
            entries.ShouldContainKey(anchor, $"{alarm}: {description}");
            foreach (var part in (string[])["- **Means**", "- **Producers see**", "- **Look**", "- **Do**"]) entries[anchor].ShouldContain(part, customMessage: anchor);
        }
        Alarms().Select(alarm => ((string)alarm.Value.At("Properties", "AlarmDescription")).Split('#')[^1]).Order().ShouldBe(entries.Keys.Order());
    }

    [Fact]
    public void NoTrafficIsNoAlarm()
    {
        Alarms().ShouldAllBe(alarm => (string)alarm.Value.At("Properties", "TreatMissingData") == "notBreaching");
    }

    /// <summary>The entries of the section Alarms by anchor, as GitHub makes it of a heading.</summary>
    private static Dictionary<string, string> Runbook()
    {
        var section = File.ReadAllText(CheckedOutFiles.PathOf("docs/operations.md")).Split("\n## ").Single(part => part.StartsWith("Alarms\n", StringComparison.Ordinal));
        return section.Split("\n### ").Skip(1).ToDictionary(entry => entry.Split('\n')[0].ToLowerInvariant().Replace(' ', '-'));
    }

    private static IEnumerable<(string Namespace, string Name, string Dimension, string Value)> Watched(Dictionary<string, object> alarm)
    {
        var metrics = alarm.TryGetValue("Metrics", out var queries)
            ? ((List<object>)queries).OfType<Dictionary<string, object>>().Where(query => query.ContainsKey("MetricStat")).Select(query => query.Map("MetricStat", "Metric"))
            : [alarm];
        return metrics.Select(metric => ((string)metric.At("Namespace"), (string)metric.At("MetricName"), (string)metric.At("Dimensions", 0, "Name"), (string)metric.At("Dimensions", 0, "Value")));
    }

    private static Dictionary<string, Dictionary<string, object>> Alarms(params (string Name, string Value)[] parameters) =>
        CloudFormationTemplate.Read(parameters).Resources().Where(resource => (string)resource.Value.At("Type") == "AWS::CloudWatch::Alarm").ToDictionary();

    private static List<JsonElement> Lines(params (string Name, string Value)[] parameters)
    {
        var body = (string)CloudFormationTemplate.Read(parameters).Resources()["Dashboard"].At("Properties", "DashboardBody");
        return JsonDocument.Parse(body).RootElement.GetProperty("widgets").EnumerateArray()
            .SelectMany(widget => widget.GetProperty("properties").GetProperty("metrics").EnumerateArray()).ToList();
    }
}
