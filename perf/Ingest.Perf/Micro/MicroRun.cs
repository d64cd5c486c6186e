using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using BenchmarkDotNet.Validators;
using Perfolizer.Horology;

namespace Ingest.Perf.Micro;

/// <summary>Runs the stages' benchmarks in this process: BenchmarkDotNet need not build a project for each.</summary>
internal static class MicroRun
{
    /// <summary>The stages in the order in which a request meets them.</summary>
    public static IReadOnlyList<(string Name, Type Benchmarks, string Title)> Stages { get; } =
    [
        ("envelope", typeof(EnvelopeBenchmarks), "envelope: the Function URL event"),
        ("decode", typeof(BodyBenchmarks), "decode: the body out of the envelope"),
        ("validate", typeof(ValidateBenchmarks), "validate: body to events"),
        ("pack", typeof(PackStreamBenchmarks), "pack: events of 10 devices to records"),
        ("pack", typeof(PackTableBenchmarks), "pack: events of 10 devices to items"),
        ("marshal", typeof(MarshalPutRecordsBenchmarks), "marshal: PutRecords"),
        ("marshal", typeof(MarshalBatchWriteItemBenchmarks), "marshal: BatchWriteItem"),
        ("sign", typeof(SignBenchmarks), "sign: Signature Version 4"),
        ("respond", typeof(RespondBenchmarks), "respond: the response to 100 events"),
    ];

    /// <summary>Adds a table for each stage.</summary>
    /// <param name="names">The stages wanted.</param>
    /// <param name="quick">A tenth of the time, for a glance.</param>
    /// <param name="report">Gets the tables.</param>
    /// <exception cref="InvalidOperationException">A benchmark failed; BenchmarkDotNet's log tells why.</exception>
    public static void Run(IReadOnlyCollection<string> names, bool quick, Report report)
    {
        foreach (var (_, benchmarks, title) in Stages.Where(s => names.Contains(s.Name)))
        {
            var summary = BenchmarkRunner.Run(benchmarks, Configuration(quick));
            if (summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success))
                throw new InvalidOperationException($"{title} failed; see {summary.LogFilePath}.{string.Concat(summary.ValidationErrors.Select(e => $"\n{e.Message}"))}");
            report.Table([title, "case", "median, µs", "ratio", "bytes allocated", "ratio"], Rows(summary));
        }
    }

    private static ManualConfig Configuration(bool quick) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessNoEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(quick ? 30 : 200))
            .WithWarmupCount(quick ? 2 : 6)
            .WithIterationCount(quick ? 3 : 15))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddValidator(JitOptimizationsValidator.FailOnError)
        .AddLogger(NullLogger.Instance)
        .AddEventProcessor(new Progress())
        .WithArtifactsPath("artifacts/micro");

    private static IEnumerable<IReadOnlyList<string>> Rows(Summary summary)
    {
        foreach (var group in summary.Reports.GroupBy(r => r.BenchmarkCase.Parameters.DisplayInfo))
        {
            var baseline = group.First(r => r.BenchmarkCase.Descriptor.Baseline);
            foreach (var report in group)
            {
                var parameters = string.Join(", ", report.BenchmarkCase.Parameters.Items.Select(p => $"{p.Name} {p.Value}"));
                yield return [report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), parameters, Report.Figure(Microseconds(report)), Ratio(Microseconds(report), Microseconds(baseline)), $"{Bytes(report):0}", Ratio(Bytes(report), Bytes(baseline))];
            }
        }
    }

    private static string Ratio(double value, double baseline) => baseline > 0 ? Report.Figure(value / baseline) : "–";

    private static double Microseconds(BenchmarkReport report) => report.ResultStatistics!.Median / 1000;

    private static double Bytes(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;

    private sealed class Progress : EventProcessor
    {
        public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase) => Console.Error.WriteLine($"{benchmarkCase.Descriptor.DisplayInfo} {benchmarkCase.Parameters.DisplayInfo}");
    }
}
