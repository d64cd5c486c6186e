using Ingest.LocalCloud.Hosting;
using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Lambda;

/// <summary>An execution environment with its process and the listener of its runtime API.</summary>
internal sealed class EnvironmentHost : IAsyncDisposable
{
    // Lambda gives internal extensions 500 ms to shut down (developer guide, lambda-runtime-environment).
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestOutput = TimeSpan.FromSeconds(1);
    private const int LinesKept = 20;

    /// <summary>What the access keys of environments begin with.</summary>
    public const string AccessKeyPrefix = "ASIALOCAL";

    private readonly Lock _lock = new();
    private readonly FunctionOptions _options;
    private readonly Uri _awsEndpoint;
    private readonly Guardian _guardian;
    private readonly IReadOnlyList<ILogSink> _logs;
    private readonly ExtensionsApi _extensions;
    private readonly RuntimeApi _runtimeApi;
    private readonly Queue<string> _lastLines = [];
    private LoopbackServer? _server;
    private FunctionProcess? _process;
    private CpuShare? _cpu;
    private Task _starting = Task.CompletedTask;
    private readonly SemaphoreSlim _starts;
    private int _holdsStart;
    private bool _ending;

    /// <param name="starts">As many environments as start at once.</param>
    public EnvironmentHost(ExecutionEnvironment environment, FunctionOptions options, Uri awsEndpoint, IReadOnlyList<ILogSink> logs, Guardian guardian, SemaphoreSlim starts)
    {
        _starts = starts;
        _guardian = guardian;
        Environment = environment;
        _options = options;
        _awsEndpoint = awsEndpoint;
        _extensions = new ExtensionsApi(options);
        _runtimeApi = new RuntimeApi(environment, _extensions, options);
        LogStream = $"{options.Time.GetUtcNow():yyyy/MM/dd}/[$LATEST]{environment.Number:x8}{Guid.NewGuid().ToString("N")[..24]}";
        LogDenial = DenialOf(options, LogStream);
        _logs = LogDenial is null ? logs : [];
    }

    public ExecutionEnvironment Environment { get; }

    public string LogStream { get; }

    /// <summary>Why the log stays empty though the function runs, as on AWS; null: its role may write it.</summary>
    public string? LogDenial { get; }

    /// <summary>Its own, as an assumed role's session has: tells whose request reached the AWS endpoint.</summary>
    public string AccessKeyId => $"{AccessKeyPrefix}{Environment.Number:D11}";

    public int? ProcessId => _process?.Id;

    /// <summary>The environment's memory when it was last looked at.</summary>
    public (long Resident, long Peak) Memory { get; private set; }

    public void SampleMemory()
    {
        if (_process?.ReadMemory() is { Resident: > 0 } memory) Memory = memory;
    }

    /// <summary>
    /// Ends the environment if the process ever had more than the function's memory, in Lambda's words. An address-space limit
    /// would be at once, but the runtime reserves far more than it uses.
    /// </summary>
    public void EndIfOverMemory()
    {
        if (Memory.Peak <= (long)_options.MemorySize << 20) return;
        Environment.Fail(new InvocationResult(
            InvocationOutcome.EnvironmentExited, Error: $"Runtime exited with error: signal: killed Memory Size: {_options.MemorySize} MB Max Memory Used: {Memory.Peak >> 20} MB"));
    }

    /// <summary>Starts listening and executes the function; a failure to do so fails the environment.</summary>
    public void Start() => _starting = Task.Run(StartAsync);

    /// <summary>It is initialized, or never will be: another one may start.</summary>
    public void EndStart()
    {
        if (Interlocked.Exchange(ref _holdsStart, 0) == 1) _starts.Release();
    }

    /// <summary>What the process has used of the CPU; null without one.</summary>
    public TimeSpan? ReadCpu()
    {
        lock (_lock) return _process?.ReadCpu();
    }

    /// <summary>Writes a line of the platform's into the environment's log.</summary>
    public void Log(string line)
    {
        var now = _options.Time.GetUtcNow();
        foreach (var sink in _logs) sink.Write(now, LogStream, line);
    }

    /// <summary>Whether it was told to die, so that its end is no news.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>The newest lines of the function but for stack frames, oldest first.</summary>
    public IReadOnlyList<string> LastLines
    {
        get { lock (_lastLines) return [.. _lastLines]; }
    }

    /// <summary>Ends the process at once, as a crash would.</summary>
    public void Kill()
    {
        WasKilled = true;
        lock (_lock) _process?.Kill();
    }

    /// <summary>Ends the environment: gracefully if an extension is registered, at once otherwise.</summary>
    public async Task StopAsync(bool graceful)
    {
        lock (_lock) _ending = true;
        await _starting;
        if (_process is { } process)
        {
            if (graceful && _extensions.Any) await process.TerminateAsync(ShutdownGrace, _options.Time);
            else process.Kill();
            await process.WaitForExitAsync();
            await process.WaitForOutputAsync(LongestOutput, _options.Time);
        }
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server) await server.DisposeAsync();
        if (Interlocked.Exchange(ref _process, null) is { } process) process.Dispose();
        _cpu?.Dispose();
        Environment.Dispose();
        EndStart();
    }

    private static string? DenialOf(FunctionOptions options, string logStream)
    {
        if (options.Role is not { } role) return null;
        var resource = $"arn:aws:logs:{options.Region}:{FunctionArn.Account}:log-group:{FunctionArn.LogGroup(options)}:log-stream:{logStream}";
        foreach (var action in (string[])["logs:CreateLogStream", "logs:PutLogEvents"])
        {
            var request = new AccessRequest(action, resource);
            var decision = role.Decide(request);
            if (decision != AccessDecision.Allowed) return role.Denial(request, decision);
        }
        return null;
    }

    private async Task StartAsync()
    {
        Environment.AwaitStart();
        await _starts.WaitAsync();
        _holdsStart = 1;
        try
        {
            if (_options.CpuLikeLambda) _cpu = CpuShare.Create($"ingest-{System.Environment.ProcessId}-{Environment.Number}", _options.MemorySize);
            var server = await LoopbackServer.StartAsync(0, _runtimeApi.HandleAsync, CancellationToken.None);
            var variables = EnvironmentVariables.For(_options, $"127.0.0.1:{server.Port}", LogStream, AccessKeyId, _awsEndpoint);
            if (!TryExecute(server, variables)) await server.DisposeAsync();
        }
        catch (Exception e)
        {
            // Whatever kept the process from starting is the response to the request that waits for it.
            Environment.Fail(new InvocationResult(InvocationOutcome.InitFailed, Error: $"{_options.FunctionPath}: {e.Message}"));
        }
    }

    /// <summary>False where the environment is to end before it began: nothing is left to end then.</summary>
    private bool TryExecute(LoopbackServer server, Dictionary<string, string> variables)
    {
        lock (_lock)
        {
            if (_ending) return false;
            _server = server;
            Environment.MarkExecuted();
            _process = FunctionProcess.Start(_options, variables, _guardian, OnLine, OnExit);
            _cpu?.Add(_process.Id);
            return true;
        }
    }

    private void OnLine(string line)
    {
        Log(line);
        // The frames of a stack trace would leave no room for what it is the trace of.
        if (line.StartsWith("   at ", StringComparison.Ordinal) || line.StartsWith("--- End of ", StringComparison.Ordinal)) return;
        lock (_lastLines)
        {
            if (_lastLines.Count == LinesKept) _lastLines.Dequeue();
            _lastLines.Enqueue(line);
        }
    }

    private void OnExit(string how)
    {
        var outcome = Environment.InitDuration is null ? InvocationOutcome.InitFailed : InvocationOutcome.EnvironmentExited;
        Environment.Fail(new InvocationResult(outcome, Error: $"Runtime exited with error: {how}"));
    }
}
