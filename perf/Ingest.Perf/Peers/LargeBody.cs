using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Peers;

/// <summary>The memory a program needs for the largest POSTs there are.</summary>
internal static class LargeBody
{
    // With quotation marks escaped this is an envelope of 5.9 MB; Lambda takes 6,291,556 bytes.
    public const int Events = 5_600, EventBytes = 1_000;

    // By then every buffer has its size.
    private const int Invocations = 30;

    /// <returns>The largest resident set, in MB.</returns>
    public static double PeakMb(Target target, int memoryMb)
    {
        using var sinks = new ZeroLatencySinks();
        using var process = new FunctionProcess(target, sinks, memoryMb);
        var template = new InvocationTemplate(Events, BodyForm.Text, TimeProvider.System.GetUtcNow(), eventBytes: EventBytes);
        for (var i = 0; i < Invocations; i++) process.Invoke(template);
        process.WaitUntilAsking();
        return process.PeakResident / 1e6;
    }
}
