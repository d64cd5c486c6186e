namespace Ingest.Function.Runtime;

/// <summary>Tells the .NET runtime what the platform gave this process and how it is used.</summary>
internal static class ProcessTuning
{
    /// <summary>Lambda's memory limit shows in no control group that the collector reads.</summary>
    /// <param name="memoryMB">AWS_LAMBDA_FUNCTION_MEMORY_SIZE.</param>
    public static void LimitHeap(string? memoryMB)
    {
        if (!ulong.TryParse(memoryMB, out var limit) || limit == 0) return;
        limit *= 1024 * 1024;
        if ((ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < limit) return;
        AppContext.SetData("GCHeapHardLimit", limit);
        GC.RefreshMemoryLimit();
    }

    /// <summary>
    /// Runs what waits for any socket on the one thread that hears of it. Nothing here blocks, and with one invocation at a
    /// time there is nothing to be handed to another thread. Before the first socket. Source: dotnet/runtime, SocketAsyncEngine.Unix.cs.
    /// </summary>
    public static void ServeSocketsOnOneThread()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }
}
