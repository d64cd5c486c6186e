#nullable enable
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Tells the .NET runtime what Lambda gave this process.</summary>
internal static class ProcessLimits
{
    public static void Apply(ExecutionEnvironment environment, LogWriter log)
    {
        try
        {
            LimitHeap(environment);
            RaiseMinThreads(environment);
        }
        catch (Exception exception)
        {
            // A limit that cannot be set costs speed or memory, not the function.
            log.Write(invocation: null, nameof(LogLevel.Error), exception, "The memory or thread limits could not be set.");
        }
    }

    /// <summary>Lambda's memory limit shows in no control group that the collector reads.</summary>
    private static void LimitHeap(ExecutionEnvironment environment)
    {
        if (environment.MemoryLimitInMB == 0 || environment.KeepsHeapLimit) return;
        var limit = (ulong)environment.MemoryLimitInMB * 1024 * 1024;
        if ((ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < limit) return;
        AppContext.SetData("GCHeapHardLimit", limit);
        GC.RefreshMemoryLimit();
    }

    /// <summary>Handlers that block a thread must not keep the loops from asking for work.</summary>
    private static void RaiseMinThreads(ExecutionEnvironment environment)
    {
        if (environment.MaxConcurrency == 0) return;
        var wanted = environment.MinThreads > 0 ? environment.MinThreads : 2 * Environment.ProcessorCount;
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        if (workers < wanted) ThreadPool.SetMinThreads(wanted, completionPorts);
    }
}
