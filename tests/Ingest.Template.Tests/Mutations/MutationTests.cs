using System.Text.RegularExpressions;
using Ingest.Testing;

namespace Ingest.Template.Tests.Mutations;

/// <summary>What is forgotten in template.yaml fails a test here, and not the first deployment.</summary>
public sealed class MutationTests
{
    private static readonly string Yaml = File.ReadAllText(CheckedOutFiles.PathOf("template.yaml"));

    public static TheoryData<string> Checks => [.. TemplateChecks.All.Keys];

    public static TheoryData<string> Actions => [.. TemplateChecks.Deploy(Yaml).Function!.Role.Statements.SelectMany(statement => statement.Actions)];

    public static TheoryData<string> Variables => [.. TemplateChecks.Deploy(Yaml).Function!.Variables.Keys];

    public static TheoryData<string> Metrics => [.. TemplateChecks.Deploy(Yaml).Alarms.SelectMany(alarm => alarm.Metrics).Where(metric => metric.Stat is not null).Select(metric => metric.Stat!.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Checks))]
    public Task TheTemplateAsItIsHolds(string check) => TemplateChecks.All[check](Yaml);

    [Theory]
    [MemberData(nameof(Actions))]
    public Task WithoutAnActionOfTheRole(string action) => ShouldFailAsync(
        action.StartsWith("logs:", StringComparison.Ordinal) ? "TheFunctionsLogIsWritten" : "AnEventIsStoredInBothSinks", Replaced($@"\b{Regex.Escape(action)}\b", "none:Nothing"));

    [Theory]
    [InlineData("lambda:InvokeFunctionUrl")]
    [InlineData("lambda:InvokeFunction")]
    public Task WithoutAPermissionOfThePublicUrl(string action) => ShouldFailAsync("AnEventIsStoredInBothSinks", Replaced($"Action: {action}$", "Action: none:Nothing"));

    /// <summary>The URL is the alias's: what is allowed on the function does not open it.</summary>
    [Fact]
    public Task WithThePermissionsOnTheFunction() => ShouldFailAsync("AnEventIsStoredInBothSinks", Replaced(@"FunctionName: !Ref IngestFunction\.Alias$", "FunctionName: !Ref IngestFunction"));

    [Theory]
    [MemberData(nameof(Variables))]
    public Task WithoutAVariable(string variable) => ShouldFailAsync("TheFunctionGetsTheVariablesItReads", Replaced($@"^          {variable}: .*\n", ""));

    [Theory]
    [MemberData(nameof(Metrics))]
    public Task WithoutAnAlarmsMetric(string metric) => ShouldFailAsync("AlarmsWatchTheirMetrics", Replaced($"MetricName: {metric}$", "MetricName: Nothing"));

    [Theory]
    [InlineData("IncomingRecords")]
    [InlineData("UrlRequestLatency")]
    [InlineData("WriteThrottleEvents")]
    public Task WithALineThatNothingIsPublishedFor(string metric) => ShouldFailAsync("EveryLineOfTheDashboardDraws", Replaced($"\"{metric}\"", "\"Nothing\""));

    private static string Replaced(string pattern, string replacement)
    {
        var mutated = Regex.Replace(Yaml, pattern, replacement, RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        mutated.ShouldNotBe(Yaml);
        return mutated;
    }

    private static async Task ShouldFailAsync(string check, string mutated) =>
        (await Record.ExceptionAsync(() => TemplateChecks.All[check](mutated))).ShouldBeOfType<ShouldAssertException>($"{check} did not notice.");
}
