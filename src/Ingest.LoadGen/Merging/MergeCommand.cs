using System.CommandLine;
using Ingest.LoadGen.Reporting;
using Ingest.LoadGen.Scenarios;
using Spectre.Console;

namespace Ingest.LoadGen.Merging;

/// <summary>merge SUMMARY.json…: the partitions of one run, as one.</summary>
internal static class MergeCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var summaries = new Argument<string[]>("SUMMARY.json") { Description = "summary.json of each --partition i/n.", Arity = ArgumentArity.OneOrMore };
        var reports = new Option<string?>("--report-folder") { Description = "Where to write the reports of the whole." };
        var json = new Option<string?>("--summary-json") { Description = "Where to write the summary of the whole." };
        var command = new Command("merge", "Joins the summaries of a run that several processes shared.") { summaries, reports, json };
        command.SetAction(async arguments =>
        {
            try
            {
                var merged = SummaryMerge.Of([.. arguments.GetValue(summaries)!.Select(SummaryJson.Load)]);
                console.Write(new Text(SummaryText.Render(merged)));
                if (arguments.GetValue(json) is { } path) await File.WriteAllTextAsync(path, SummaryJson.Render(merged));
                if (arguments.GetValue(reports) is { } folder) console.WriteLine($"reports: {string.Join(", ", ReportFolder.Write(merged, null, folder))}");
                return merged.Passed ? LoadCommand.Passed : LoadCommand.Failed;
            }
            catch (ScenarioException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return LoadCommand.Unusable;
            }
        });
        return command;
    }
}
