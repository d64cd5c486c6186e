using System.Diagnostics;
using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Measuring;

/// <summary>One start of a process, in milliseconds from exec; the invocation that follows, from its arrival.</summary>
internal sealed record ColdStart(double ToNextMs, double ToResponseMs, double FirstInvocationMs, double CpuMs, double PeakMb)
{
    public static ColdStart Measure(Target target, ZeroLatencySinks sinks, InvocationTemplate template, int memoryMb)
    {
        using var process = new FunctionProcess(target, sinks, memoryMb);
        process.WaitUntilAsking();
        var toNext = Stopwatch.GetElapsedTime(process.Started);
        var first = process.Invoke(template);
        var toResponse = Stopwatch.GetElapsedTime(process.Started);
        return new ColdStart(toNext.TotalMilliseconds, toResponse.TotalMilliseconds, first.TotalMilliseconds, process.Cpu.TotalMilliseconds, process.PeakResident / 1e6);
    }
}
