using System.CommandLine;
using Ingest.Perf.Commands;
using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Sinks;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Peers;

/// <summary>Holds the function against its peers and its limits.</summary>
internal static class PeersCommand
{
    // The baseline's name, and the floor's, as the limits know them.
    private const string Function = "function", Empty = "empty";

    public static Command Create()
    {
        var options = new MeasureOptions("peers", withPeers: true);
        var command = options.AddTo(
            new Command("peers", "Cold and warm, several programs in turns, with ratios of medians, and what must hold."),
            options.Runs, options.Events, options.Rounds, options.Seconds, options.WarmUp, options.Cpu);
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var targets = options.Targets(parsed);
                var figures = new Figures();
                var report = new Report("Peers", CommandLine.Of(parsed, "./ingest bench")).Paragraph(MeasureCommands.List(targets));
                foreach (var measurement in options.Read(parsed, cancellation, figures))
                {
                    measurement.AddColdStarts(report, parsed.GetValue(options.Runs));
                    MeasureCommands.AddWarm(parsed, options, measurement, report);
                }
                if (figures[$"{targets[0].Name}.cpu_us.{parsed.GetRequiredValue(options.Events)[0]}"] is not null) AddComparison(report, figures, targets, parsed.GetRequiredValue(options.Events));
                if (targets.FirstOrDefault(t => t.Name == "sdk") is { } sdk)
                {
                    figures[SdkPackages.Figure] = SdkPackages.AreOfficial(sdk.File) ? 1 : 0;
                    report.Paragraph($"sdk is made of the {(SdkPackages.AreOfficial(sdk.File) ? "official Amazon.Lambda packages" : "stand-ins under compat/")}.");
                }
                if (targets.FirstOrDefault(t => t.Name == Function) is { } function)
                {
                    var tls = new Measurement([function], BodyForm.Text, SinkKind.Tls, parsed.GetValue(options.Memory), cancellation) { Figures = figures };
                    tls.AddColdStarts(report, parsed.GetValue(options.Runs));
                    AddSizes(report, figures, function, parsed.GetValue(options.Memory));
                }
                var exitCode = Verdict.Add(report, Limits.Peers, figures);
                report.Publish(options.Output(parsed));
                figures.Save(options.Output(parsed));
                return exitCode;
            },
            cancellation));
        return command;
    }

    private static void AddComparison(Report report, Figures figures, IReadOnlyList<Target> targets, int[] events)
    {
        report.Paragraph($"CPU an invocation, µs (× {targets[0].Name}, × {Empty}):");
        report.Table(["target", .. events.Select(n => $"{n} events")], targets.Select(t => (string[])[t.Name, .. events.Select(n => Cell(t.Name, $"cpu_us.{n}"))]));
        report.Paragraph($"From exec, ms (× {targets[0].Name}, × {Empty}):");
        report.Table(["target", "first /next", "first response"], targets.Select(t => (string[])[t.Name, Cell(t.Name, "next_ms"), Cell(t.Name, "answer_ms")]));

        string Cell(string target, string figure) =>
            $"{Report.Figure(figures[$"{target}.{figure}"]!.Value)} ({Times(target, targets[0].Name, figure)}, {Times(target, Empty, figure)})";

        string Times(string target, string to, string figure) =>
            figures.Ratio($"{target}.{figure}", $"{to}.{figure}") is { } ratio ? Report.Figure(ratio) : "–";
    }

    private static void AddSizes(Report report, Figures figures, Target function, int memoryMb)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(function.File))!;
        figures["function.size_mb"] = new FileInfo(function.File).Length / 1e6;
        figures["function.zip_mb"] = PackageSize.ZipMb(folder);
        figures["function.peak_mb.6MB"] = LargeBody.PeakMb(function, memoryMb);
        report.Paragraph($"{Function}: `bootstrap` {figures["function.size_mb"]:0.00} MB, {figures["function.zip_mb"]:0.00} MB as a zip; peak resident {figures["function.peak_mb.6MB"]:0.0} MB after POSTs of {LargeBody.Events:#,0} events of {LargeBody.EventBytes:#,0} bytes.");
    }
}
