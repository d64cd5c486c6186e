using System.Diagnostics;
using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Measuring;

/// <summary>A window of invocations of one warmed-up process: figures per invocation, and the wall time of its very first.</summary>
internal sealed record WarmRun(int Invocations, double CpuUs, double P50Us, double P99Us, double FirstUs, double PeakMb, PerInvocation Kinesis, PerInvocation DynamoDb)
{
    // Below this a 99th percentile says nothing.
    private const int FewestInvocations = 200;

    public static WarmRun Measure(Target target, ZeroLatencySinks sinks, InvocationTemplate template, int memoryMb, TimeSpan warmUp, TimeSpan window, int? cpu = null)
    {
        using var process = new FunctionProcess(target, sinks, memoryMb, cpu);
        // As every one of the window: from sending it, once the process asks for it.
        var first = process.Invoke(template);
        Run(process, template, warmUp);
        var (used, kinesis, dynamoDb) = (process.Cpu, sinks.Kinesis, sinks.DynamoDb);
        var walls = Run(process, template, window);
        used = process.Cpu - used;
        var sorted = walls.Order().ToArray();
        return new WarmRun(
            sorted.Length,
            used.TotalMicroseconds / sorted.Length,
            Sample.Percentile(sorted, 0.5),
            Sample.Percentile(sorted, 0.99),
            first.TotalMicroseconds,
            process.PeakResident / 1e6,
            PerInvocation.Of(sinks.Kinesis - kinesis, sorted.Length),
            PerInvocation.Of(sinks.DynamoDb - dynamoDb, sorted.Length));
    }

    private static List<double> Run(FunctionProcess process, InvocationTemplate template, TimeSpan window)
    {
        var walls = new List<double>();
        var started = Stopwatch.GetTimestamp();
        while (walls.Count < FewestInvocations || Stopwatch.GetElapsedTime(started) < window) walls.Add(process.Invoke(template).TotalMicroseconds);
        // The process has finished its last invocation only when it asks for the next.
        process.WaitUntilAsking();
        return walls;
    }
}

/// <summary>What one invocation sent to a sink, on average.</summary>
internal readonly record struct PerInvocation(double Calls, double Records, double Bytes)
{
    public static PerInvocation Of(SinkTotals totals, int invocations) =>
        new((double)totals.Calls / invocations, (double)totals.Records / invocations, (double)totals.Bytes / invocations);
}
