using System.CommandLine;
using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Reporting;
using Ingest.LoadGen.Results;
using Ingest.LoadGen.Scenarios;
using Spectre.Console;

namespace Ingest.LoadGen;

/// <summary>merge SUMMARY.json…: the partitions of one run, as one.</summary>
internal static class MergeCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var summaries = new Argument<string[]>("SUMMARY.json") { Description = "summary.json of each --partition i/n.", Arity = ArgumentArity.OneOrMore };
        var reports = new Option<string?>("--report-folder") { Description = "Where to write the reports of the whole." };
        var json = new Option<string?>("--summary-json") { Description = "Where to write the summary of the whole." };
        var prices = new Option<string?>("--prices") { Description = "A JSON file of prices in place of the table that comes along (docs/load-testing.md)." };
        var baseline = new Option<string?>("--baseline") { Description = "The summary JSON of an earlier run, whole or merged, to compare with." };
        var regression = OptionRules.MaxRegression();
        var command = new Command("merge", "Joins the summaries of a run that several processes shared.\n\n" + ExitCodes.Help) { summaries, reports, json, prices, baseline, regression };
        command.SetAction(async arguments =>
        {
            try
            {
                var before = arguments.GetValue(baseline) is { } earlier ? SummaryJson.Load(earlier) : null;
                var table = arguments.GetValue(prices) is { } file ? PriceTable.Load(file) : PriceTable.Default();
                var merged = SummaryMerge.Of([.. arguments.GetValue(summaries)!.Select(SummaryJson.Load)], table);
                merged = merged with { Verdict = new RunVerdict([.. merged.Verdict.Checks, .. Judgement.Regressions(merged, before, arguments.GetValue(regression) ?? [])]) };
                console.Write(new Text(SummaryText.Render(merged)));
                if (arguments.GetValue(json) is { } path) await File.WriteAllTextAsync(path, SummaryJson.Render(merged));
                if (arguments.GetValue(reports) is { } folder) console.WriteLine($"reports: {string.Join(", ", ReportFolder.Write(merged, before, folder))}");
                return merged.Verdict.ExitCode;
            }
            catch (ScenarioException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return ExitCodes.Unusable;
            }
        });
        return command;
    }
}
