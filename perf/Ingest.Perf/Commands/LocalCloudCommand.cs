using System.CommandLine;
using System.CommandLine.Parsing;
using Ingest.Perf.LocalCloud;
using Ingest.Perf.Measuring;

namespace Ingest.Perf.Commands;

/// <summary>Shows how many requests a second the local cloud passes through: it must not be what a load test measures.</summary>
internal static class LocalCloudCommand
{
    public static Command Create()
    {
        var cloud = new Option<FileInfo>("--cloud") { Description = "The local cloud's assembly.", DefaultValueFactory = _ => new("src/Ingest.LocalCloud/bin/Release/net10.0/Ingest.LocalCloud.dll"), HelpName = "path" };
        var function = new Option<FileInfo>("--function") { Description = "The program it runs.", DefaultValueFactory = _ => new("artifacts/peers/empty/bootstrap"), HelpName = "path" };
        var connections = new Option<int[]>("--connections", "-c")
        {
            Description = "Connections of wrk, one measurement for each number.",
            DefaultValueFactory = _ => [8, 16, 32],
            CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',')).Select(v => int.TryParse(v, out var n) ? n : 0)],
            HelpName = "8,16,32",
        };
        var events = new Option<int>("--events", "-n") { Description = "Events a POST.", DefaultValueFactory = _ => 1 };
        var seconds = new Option<int>("--seconds") { Description = "Length of one run.", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "Runs for each number of connections.", DefaultValueFactory = _ => 3 };
        var least = new Option<double>("--at-least") { Description = "Requests a second that the best median must reach; below it the exit code is 1.", DefaultValueFactory = _ => 8000 };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/localcloud.md" };
        foreach (var file in new[] { cloud, function }) file.Validators.Add(Exists);
        foreach (var number in new[] { events, seconds, rounds })
            number.Validators.Add(result => AtLeastOne(result, number.Name, result.GetValueOrDefault<int>()));
        connections.Validators.Add(result =>
        {
            foreach (var number in result.GetValueOrDefault<int[]>() ?? []) AtLeastOne(result, connections.Name, number);
        });

        var command = new Command("localcloud", "The local cloud's throughput with wrk as the load and a program that does nothing as the function.")
        {
            cloud, function, connections, events, seconds, rounds, least, output,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var report = new Report("Local cloud", CommandLine.Of(parsed, "./ingest bench"));
                report.Paragraph($"Function URL, runtime API and `{parsed.GetRequiredValue(function)}`; wrk with one thread on the same machine; medians of {parsed.GetValue(rounds)} runs of {parsed.GetValue(seconds)} s. CPU is the cloud's alone.");
                var rows = parsed.GetRequiredValue(connections).Select(c => Measure(parsed, c)).ToArray();
                report.Table(["connections", "requests/s", "p50, ms", "p99, ms", "cloud CPU a request, µs"], rows.Select(r => r.Cells));
                report.Publish(parsed.GetRequiredValue(output));
                var best = rows.Max(r => r.Rate);
                if (best >= parsed.GetValue(least)) return 0;
                Console.Error.WriteLine($"At best {best:F0} requests/s; at least {parsed.GetValue(least):F0} are asked for.");
                return 1;

                (double Rate, string[] Cells) Measure(ParseResult given, int count)
                {
                    using var process = new LocalCloudProcess(given.GetRequiredValue(cloud).FullName, given.GetRequiredValue(function).FullName, count);
                    var url = new Uri(process.FunctionUrl, "v1/events");
                    // The first run starts the environments and lets the cloud's code be compiled.
                    WrkRun.Post(url, count, seconds: 2, given.GetValue(events));
                    var cpu = process.Cpu;
                    var runs = Enumerable.Range(1, given.GetValue(rounds)).Select(round =>
                    {
                        cancellation.ThrowIfCancellationRequested();
                        Console.Error.WriteLine($"{count} connections: {round}/{given.GetValue(rounds)}");
                        return WrkRun.Post(url, count, given.GetValue(seconds), given.GetValue(events));
                    }).ToArray();
                    cpu = process.Cpu - cpu;
                    var rate = runs.Select(r => r.RequestsPerSecond).Median();
                    double[] figures = [rate, runs.Select(r => r.P50Ms).Median(), runs.Select(r => r.P99Ms).Median(), cpu.TotalMicroseconds / runs.Sum(r => r.Requests)];
                    return (rate, [$"{count}", .. figures.Select(Report.Figure)]);
                }
            },
            cancellation));
        return command;
    }

    private static void Exists(OptionResult result)
    {
        var file = result.GetValueOrDefault<FileInfo>();
        if (file is { Exists: false }) result.AddError($"{result.Option.Name}: '{file}' does not exist; build it first (perf/README.md).");
    }

    private static void AtLeastOne(OptionResult result, string name, int value)
    {
        if (value < 1) result.AddError($"{name} must be at least 1; it is {value}.");
    }
}
