using System.CommandLine;
using Ingest.Perf.Functions;

namespace Ingest.Perf.Commands;

/// <summary>The commands that measure programs behind the built-in runtime API and sinks.</summary>
internal static class MeasureCommands
{
    public static Command Cold()
    {
        var options = new MeasureOptions("cold", withPeers: false);
        return Measure("cold", "Cold starts: from exec to the first /next and the first response.", "Cold start", options, [options.Runs],
            (parsed, measurement, report) => measurement.AddColdStarts(report, parsed.GetValue(options.Runs)));
    }

    public static Command Warm()
    {
        var options = new MeasureOptions("warm", withPeers: false);
        return Measure("warm", "Warm invocations: CPU by the kernel's account, wall time, memory, calls and bytes to the sinks. What they allocate: the allocations part.", "Warm invocations", options,
            [options.Events, options.Rounds, options.Seconds, options.WarmUp, options.Cpu],
            (parsed, measurement, report) => AddWarm(parsed, options, measurement, report));
    }

    public static void AddWarm(ParseResult parsed, MeasureOptions options, Measurement measurement, Report report) => measurement.AddWarmRuns(
        report,
        parsed.GetRequiredValue(options.Events),
        parsed.GetValue(options.Rounds),
        TimeSpan.FromSeconds(parsed.GetValue(options.WarmUp)),
        TimeSpan.FromSeconds(parsed.GetValue(options.Seconds)),
        parsed.GetValue(options.Cpu) is >= 0 and var cpu ? cpu : null);

    /// <summary>The targets as one would type them, with the versions of what runs them.</summary>
    public static string List(IEnumerable<Target> targets) =>
        string.Join('\n', targets.Select(t => $"- {t.Name}: `{t.Command}`{(t.RuntimeVersion() is { } version ? $" ({version})" : "")}"));

    private static Command Measure(string name, string description, string title, MeasureOptions options, Option[] own, Action<ParseResult, Measurement, Report> measure)
    {
        var command = options.AddTo(new Command(name, description), own);
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var report = new Report(title, CommandLine.Of(parsed, "./ingest bench")).Paragraph(List(options.Targets(parsed)));
                foreach (var measurement in options.Read(parsed, cancellation)) measure(parsed, measurement, report);
                report.Publish(options.Output(parsed));
                return 0;
            },
            cancellation));
        return command;
    }
}
