using System.Text;
using System.Text.Json;
using Ingest.Function.Settings;
using Ingest.LocalCloud;
using Ingest.LocalCloud.Templates;
using Ingest.Testing;

namespace Ingest.Template.Tests.Mutations;

/// <summary>What must hold of template.yaml, each of which a change to it can break.</summary>
internal static class TemplateChecks
{
    /// <summary>Where an alarm gets its data from, by alarm.</summary>
    public static readonly string[] Watched =
    [
        "FunctionErrorAlarm Errors", "LatencyAlarm Latency", "NotStoredAlarm NotStored", "NotStoredAlarm Received", "RejectedAlarm Received", "RejectedAlarm Rejected",
        "StreamFailedAlarm PutRecords.FailedRecords", "StreamFailedAlarm PutRecords.TotalRecords", "StreamThrottledAlarm PutRecords.ThrottledRecords", "StreamThrottledAlarm PutRecords.TotalRecords",
        "TableCapacityAlarm WriteProvisionedThroughputThrottleEvents", "TableHotKeyAlarm WriteKeyRangeThroughputThrottleEvents", "TableMaximumAlarm WriteMaxOnDemandThroughputThrottleEvents",
        "TableQuotaAlarm WriteAccountLimitThrottleEvents", "ThrottleAlarm Throttles", "Url5xxAlarm Url5xxCount", "Url5xxAlarm UrlRequestCount",
    ];

    public static readonly IReadOnlyDictionary<string, Func<string, Task>> All = new Dictionary<string, Func<string, Task>>
    {
        ["AnEventIsStoredInBothSinks"] = AnEventIsStoredInBothSinks,
        ["TheFunctionsLogIsWritten"] = TheFunctionsLogIsWritten,
        ["TheFunctionGetsTheVariablesItReads"] = TheFunctionGetsTheVariablesItReads,
        ["AlarmsWatchTheirMetrics"] = AlarmsWatchTheirMetrics,
        ["EveryLineOfTheDashboardDraws"] = EveryLineOfTheDashboardDraws,
    };

    public static Stack Deploy(string yaml)
    {
        using var reader = new StringReader(yaml);
        return Stack.Of(Ingest.LocalCloud.Templates.Template.Read(reader, "template.yaml"), new Dictionary<string, string> { ["UrlAuth"] = "NONE", ["AllowAnonymous"] = "true", ["TimeoutSeconds"] = "10" }, new StackSettings());
    }

    private static Task AnEventIsStoredInBothSinks(string yaml) => PostAsync(yaml, (cloud, status, body) =>
    {
        status.ShouldBe(202, body);
        cloud.Aws.Kinesis.Records(cloud.Options.StreamName).ShouldHaveSingleItem();
        cloud.Aws.DynamoDb.Table(cloud.Options.TableName).Items().ShouldHaveSingleItem();
    });

    private static Task TheFunctionsLogIsWritten(string yaml) => PostAsync(yaml, (cloud, _, _) => cloud.Function.Environments.List().Select(environment => environment.LogDenial).ShouldBe([null]));

    private static Task EveryLineOfTheDashboardDraws(string yaml) => PostAsync(yaml, (cloud, _, _) =>
    {
        using var dashboard = JsonDocument.Parse(cloud.Aws.Metrics.Dashboards.All.ShouldHaveSingleItem().Value);
        var lines = dashboard.RootElement.GetProperty("widgets").EnumerateArray().SelectMany(widget => widget.GetProperty("properties").GetProperty("metrics").EnumerateArray()).ToList();
        lines.Count.ShouldBe(24);
        var empty = lines.Where(line => cloud.Aws.Metrics.Find(line[0].GetString()!, line[1].GetString()!, [new(line[2].GetString()!, line[3].GetString()!)])?.Periods(0, long.MaxValue, 60).Count is null or 0);
        empty.Select(line => line.GetRawText()).ShouldBeEmpty();
    }, isEnded: true);

    private static Task TheFunctionGetsTheVariablesItReads(string yaml)
    {
        Deploy(yaml).Function!.Variables.Keys.Order().ShouldBe(IngestSettings.Names.Concat(TrustTests.Variables).Order());
        return Task.CompletedTask;
    }

    private static Task AlarmsWatchTheirMetrics(string yaml)
    {
        var stack = Deploy(yaml);
        var ids = stack.Resources.Where(resource => resource.Type == "AWS::CloudWatch::Alarm").ToDictionary(resource => resource.PhysicalId, resource => resource.Id);
        stack.Alarms.SelectMany(alarm => alarm.Metrics.Where(metric => metric.Stat is not null), (alarm, metric) => $"{ids[alarm.Name]} {metric.Stat!.Name}").Order().ShouldBe(Watched);
        return Task.CompletedTask;
    }

    /// <param name="isEnded">Checks once the function's environments have ended, and written their last counts.</param>
    private static async Task PostAsync(string yaml, Action<LocalCloudHost, int, string> check, bool isEnded = false)
    {
        var options = new LocalCloudOptions { FunctionPath = NativeCloud.FunctionPath, UrlPort = 0, ConsolePort = 0, AwsPort = 0, InitTimeout = TimeSpan.FromSeconds(60) };
        var cloud = await LocalCloudHost.StartAsync(options.Deploying(Deploy(yaml)), CancellationToken.None);
        var (status, text) = (0, "");
        try
        {
            using var http = new HttpClient();
            using var body = new StringContent(SampleEvents.Event("dev", "1"), Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri(cloud.FunctionUrl, "v1/events"), body);
            (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
            if (!isEnded) check(cloud, status, text);
        }
        finally
        {
            await cloud.DisposeAsync();
        }
        if (isEnded) check(cloud, status, text);
    }
}
