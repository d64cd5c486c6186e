using System.CommandLine;
using System.Diagnostics;

namespace Ingest.Suites.Fuzz;

/// <summary>Sends damaged and odd requests through the request path and checks what must hold of every response.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        var seconds = new Option<double?>("--seconds") { Description = "How long to run. Default: 60, where --cases is not given." };
        var cases = new Option<int?>("--cases", "-n") { Description = "How many cases to run." };
        var seed = new Option<int?>("--seed") { Description = "Repeats the cases of an earlier run. Default: a new one." };
        var folder = new Option<string>("--folder") { Description = "Where inputs that break a property are kept.", DefaultValueFactory = _ => "artifacts/fuzz" };
        var replay = new Option<FileInfo>("--replay") { Description = "Runs one kept input again, and nothing else.", HelpName = "file" };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "tests/results/fuzz.md" };
        replay.AcceptExistingOnly();
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0 or > 86_400) result.AddError($"--seconds must be above 0 and at most 86400; it is {result.GetValueOrDefault<double?>()}.");
        });
        cases.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1) result.AddError($"--cases must be at least 1; it is {result.GetValueOrDefault<int?>()}.");
        });

        var command = new Command("fuzz", "Odd and damaged requests through the request path in this process, held against a reference. Exit code 1: a property does not hold.")
        {
            seconds, cases, seed, folder, replay, output,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                if (parsed.GetValue(replay) is { } file) return Replay(file);
                var count = parsed.GetValue(cases) ?? int.MaxValue;
                var limit = parsed.GetValue(seconds) ?? (count == int.MaxValue ? 60 : double.MaxValue);
                var chosen = parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000);
                Console.Error.WriteLine($"seed {chosen}");
                var started = Stopwatch.GetTimestamp();
                var result = new FuzzRun(chosen, parsed.GetRequiredValue(folder)).Run(
                    first: 0, ran => cancellation.IsCancellationRequested || ran >= count || Stopwatch.GetElapsedTime(started).TotalSeconds >= limit);
                ReportOn(result, chosen, CommandLine.Of(parsed, "./ingest test")).Publish(parsed.GetRequiredValue(output));
                return result.Violations.Count == 0 ? 0 : 1;
            },
            CancellationToken.None));
        return command;
    }

    private static int Replay(FileInfo file)
    {
        try
        {
            Console.WriteLine(FuzzRun.Replay(file.FullName));
            return 0;
        }
        catch (FuzzViolationException violation)
        {
            Console.Error.WriteLine(violation.Message);
            return 1;
        }
    }

    private static Report ReportOn(FuzzResult result, int seed, string command)
    {
        var report = new Report("Fuzzing", command);
        report.Paragraph($"{result.Cases} cases of seed {seed} through the request path, from the runtime API's event to the response, with sinks in memory. Of each: nothing is thrown; the status is one of the contract's and the account adds up; the sinks hold exactly the accepted events, as they are specified. Where the body is valid JSON the response and what is stored are foretold by a second implementation of the rules.");
        report.Table(["response", "cases"], result.Tally.Select(t => (string[])[t.Key, $"{t.Value}"]));
        report.Paragraph(result.Violations.Count == 0 ? "Every property holds." : string.Join('\n', result.Violations.Select(v => $"- Broken by {v.File} (replay it with `--replay {v.File}`): {v.Text}")));
        return report;
    }
}
