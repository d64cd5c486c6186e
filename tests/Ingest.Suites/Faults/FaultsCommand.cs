using System.CommandLine;

namespace Ingest.Suites.Faults;

/// <summary>Proves over a million events that what is acknowledged is stored, whatever fails.</summary>
internal static class FaultsCommand
{
    public static Command Create()
    {
        var function = new Option<FileInfo>("--function") { Description = "The native function.", DefaultValueFactory = _ => new(CheckedOutFiles.NativeFunction), HelpName = "path" };
        var events = new Option<int>("--events", "-n") { Description = "Events to send at least, over all phases.", DefaultValueFactory = _ => 2_000_000 };
        var environments = new Option<int>("--environments") { Description = "Execution environments at most.", DefaultValueFactory = _ => 8 };
        var concurrency = new Option<int>("--environment-concurrency") { Description = "Invocations at once in one environment, as Lambda Managed Instances run them.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int?>("--seed") { Description = "Repeats the faults of an earlier run. Default: a new one." };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "tests/results/faults.md" };
        function.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo>() is { Exists: false } file) result.AddError($"--function: '{file}' does not exist; run ./ingest publish.");
        });
        events.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1_000 or > 20_000_000) result.AddError($"--events must be 1000 to 20000000; it is {result.GetValueOrDefault<int>()}.");
        });
        foreach (var number in new[] { environments, concurrency })
        {
            number.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 100) result.AddError($"{number.Name} must be 1 to 100; it is {result.GetValueOrDefault<int>()}.");
            });
        }

        var command = new Command("faults", "Sends events through every fault of the local cloud and looks for each acknowledged one in both sinks. Exit code 1: one is missing, or another promise broke.")
        {
            function, events, environments, concurrency, seed, output,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new FaultRunOptions(
                parsed.GetRequiredValue(function).FullName, parsed.GetValue(events), parsed.GetValue(environments), parsed.GetValue(concurrency), parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000));
            await Console.Error.WriteLineAsync($"seed {options.Seed}");
            var result = await new FaultRun(options, TimeProvider.System, Console.Error).RunAsync(cancellation);
            FaultReport.Of(result, options, CommandLine.Of(parsed, "./ingest test")).Publish(parsed.GetRequiredValue(output));
            foreach (var problem in result.Problems) await Console.Error.WriteLineAsync(problem);
            return result.Problems.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
