using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Ingest.Perf.Allocations;

/// <summary>Who allocates: every 100 KB or so the runtime names the type and the stack of the allocation that crossed the mark.</summary>
internal sealed class AllocationProfile
{
    // What is not the function's: a frame of these is where memory is taken, the first other one is who wants it.
    private static readonly string[] Libraries = ["System.", "Microsoft."];

    private readonly Dictionary<(string Type, string Place), double> _bytes = [];

    public int Samples { get; private set; }

    /// <summary>Records another process while something is done.</summary>
    /// <param name="processId">It runs on CoreCLR.</param>
    /// <param name="action">Makes it allocate.</param>
    public static AllocationProfile Record(int processId, Action action)
    {
        var trace = Path.GetTempFileName();
        var log = trace + ".etlx";
        try
        {
            var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GC);
            using (var session = new DiagnosticsClient(processId).StartEventPipeSession([provider], requestRundown: true))
            {
                using var file = File.Create(trace);
                var copying = session.EventStream.CopyToAsync(file);
                action();
                session.Stop();
                copying.GetAwaiter().GetResult();
            }
            TraceLog.CreateFromEventPipeDataFile(trace, log);
            using var events = new TraceLog(log);
            var profile = new AllocationProfile();
            foreach (var e in events.Events)
            {
                if (e is GCAllocationTickTraceData tick) profile.Add(tick);
            }
            return profile;
        }
        finally
        {
            File.Delete(trace);
            File.Delete(log);
        }
    }

    /// <summary>The most bytes first.</summary>
    public IEnumerable<(double Bytes, string Type, string Place)> Top(int count) =>
        _bytes.OrderByDescending(b => b.Value).Take(count).Select(b => (b.Value, b.Key.Type, b.Key.Place));

    private void Add(GCAllocationTickTraceData tick)
    {
        var key = (tick.TypeName, Place(tick.CallStack()));
        _bytes[key] = _bytes.GetValueOrDefault(key) + tick.AllocationAmount64;
        Samples++;
    }

    /// <summary>The innermost frame and, where that is a library's, the function's own below it.</summary>
    private static string Place(TraceCallStack? stack)
    {
        string? innermost = null;
        for (; stack is not null; stack = stack.Caller)
        {
            var method = stack.CodeAddress.FullMethodName;
            if (method.Length == 0) continue;
            innermost ??= method;
            if (!Array.Exists(Libraries, l => method.StartsWith(l, StringComparison.Ordinal))) return innermost == method ? method : $"{innermost} <- {method}";
        }
        return innermost ?? "unknown";
    }
}
