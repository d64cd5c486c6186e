using System.CommandLine;

namespace Ingest.Perf.Micro;

/// <summary>Shows what each stage of the request path costs, beside the way it is commonly done.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var stages = MicroRun.Stages.Select(s => s.Name).Distinct().ToArray();
        var filter = new Option<string[]>("--filter", "-f")
        {
            Description = "The stages to measure. Default: all.",
            DefaultValueFactory = _ => stages,
            AllowMultipleArgumentsPerToken = true,
            HelpName = string.Join('|', stages),
        };
        filter.AcceptOnlyFromAmong(stages);
        var quick = new Option<bool>("--quick") { Description = "Short runs: a minute in all, and figures that tell no more than the order of magnitude." };
        var output = new Option<string>("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => "perf/results/micro.md" };

        var command = new Command("micro", "The request path's stages one by one (BenchmarkDotNet), each with a baseline.") { filter, quick, output };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                // A benchmark that runs hears of no cancellation.
                using var registration = cancellation.Register(() => Environment.Exit(130));
                var report = new Report("Stages of the request path", CommandLine.Of(parsed, "./ingest bench"));
                report.Paragraph($"BenchmarkDotNet {typeof(BenchmarkDotNet.Running.BenchmarkRunner).Assembly.GetName().Version?.ToString(3)} in this process, on the JIT without profile-guided optimisation; medians; events of {SampleEvents.Bytes} bytes. The first row of each case is the baseline of its ratios.{(parsed.GetValue(quick) ? " Short runs: the figures tell no more than the order of magnitude." : "")}");
                MicroRun.Run(parsed.GetRequiredValue(filter), parsed.GetValue(quick), report);
                report.Publish(parsed.GetRequiredValue(output));
                return 0;
            },
            cancellation));
        return command;
    }
}
