using System.Net;
using System.Net.Sockets;
using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Allocations;

/// <summary>A spawned <see cref="CountedFunction"/> and the line to it.</summary>
internal sealed class CountedProcess : IDisposable
{
    private const int MemoryMb = 512;

    // The bootstrap's own settings (Ingest.Function.csproj), in hexadecimal as the runtime reads them, and code as the
    // Native AOT compiler makes it: optimised from the first call on, and without the JIT's moving of objects to the stack.
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["DOTNET_GCGen0MaxBudget"] = "200000",
        ["DOTNET_GCgen0size"] = "200000",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_JitObjectStackAllocation"] = "0",
    };

    private readonly ZeroLatencySinks _sinks = new();
    private readonly FunctionProcess _process;
    private readonly StreamReader _readings;
    private readonly StreamWriter _requests;

    public CountedProcess()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new Target("function", "dotnet", [typeof(CountedFunction).Assembly.Location, CountedFunction.CommandName, $"{listener.LocalEndpoint}"], Variables);
        _process = new FunctionProcess(target, _sinks, MemoryMb);
        _process.WaitUntilAsking();
        var stream = new NetworkStream(listener.AcceptSocket(), ownsSocket: true);
        _readings = new StreamReader(stream);
        _requests = new StreamWriter(stream) { AutoFlush = true };
    }

    public int Id => _process.Id;

    /// <summary>Runs so many invocations, and returns what the collector counted from the last call to the end of this one.</summary>
    public HeapReading Run(InvocationTemplate template, int invocations, CancellationToken cancellation)
    {
        for (var i = 0; i < invocations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _process.Invoke(template);
        }
        // Only when it asks for the next has it finished with the last.
        _process.WaitUntilAsking();
        return Read("");
    }

    /// <summary>
    /// Runs so many invocations in rounds, and returns what they allocate by themselves: the bytes are the median round's,
    /// times the rounds, so that an array a pool or a queue grows by now and then is not taken for the invocations'. The
    /// collections are those of all rounds.
    /// </summary>
    /// <param name="template">The invocation.</param>
    /// <param name="invocations">In all; a multiple of <paramref name="rounds"/>.</param>
    /// <param name="rounds">An odd number: the median is one of them.</param>
    /// <param name="cancellation">Ends the run between two invocations.</param>
    public HeapReading RunInRounds(InvocationTemplate template, int invocations, int rounds, CancellationToken cancellation)
    {
        var readings = Enumerable.Range(0, rounds).Select(_ => Run(template, invocations / rounds, cancellation)).ToArray();
        return HeapReading.OfRounds(readings);
    }

    /// <summary>Ends the warm-up.</summary>
    public void Settle() => Read(CountedFunction.Settle);

    private HeapReading Read(string request)
    {
        _requests.WriteLine(request);
        return HeapReading.Parse(_readings.ReadLine() ?? throw new FunctionFailedException("The function ended before it told what it allocated."));
    }

    public void Dispose()
    {
        _process.Dispose();
        _readings.Dispose();
        _sinks.Dispose();
    }
}
