using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ingest.Perf.Events;
using Ingest.Perf.Http;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Functions;

/// <summary>
/// One spawned execution environment and the runtime API it talks to. The API runs on the caller's thread: nothing
/// happens between two invocations but what the process itself does.
/// </summary>
internal sealed class FunctionProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<HttpConnection> _connections = [];
    private readonly List<Socket> _readable = [];
    private readonly StringBuilder _output = new();
    private readonly Process _process;
    private HttpConnection? _waiting;
    private int _invocations;

    /// <summary>Starts the process; its time counts from here.</summary>
    /// <param name="target">The program.</param>
    /// <param name="sinks">What it finds Kinesis and DynamoDB to be.</param>
    /// <param name="memoryMb">AWS_LAMBDA_FUNCTION_MEMORY_SIZE.</param>
    /// <param name="cpu">The one CPU it may use, or null for any.</param>
    public FunctionProcess(Target target, ZeroLatencySinks sinks, int memoryMb, int? cpu = null)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(16);
        var start = new ProcessStartInfo(target.File, target.Arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // As in Lambda, nothing of this machine's reaches it: an AWS_CA_BUNDLE of the developer's would replace the sinks' roots.
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in Variables(memoryMb).Concat(sinks.Variables).Concat(target.Variables)) start.Environment[name] = value;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = $"{_listener.LocalEndPoint}";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        Started = Stopwatch.GetTimestamp();
        if (cpu is null) _process.Start();
        else CpuAffinity.On(cpu.Value, () => _process.Start());
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>When the process was started, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long Started { get; }

    public int Id => _process.Id;

    public TimeSpan Cpu => Ingest.Shared.ProcessCpu.Of(_process.Id);

    public long PeakResident => ProcessClock.PeakResident(_process.Id);

    /// <summary>Waits until the process asks for an invocation.</summary>
    /// <exception cref="FunctionFailedException">It ended, hung or reported an error instead.</exception>
    public void WaitUntilAsking()
    {
        while (_waiting is null)
        {
            var (connection, request) = Next();
            if (request.IsGet && request.Path.EndsWith("/invocation/next"u8)) _waiting = connection;
            else throw Failure($"posted to {Encoding.UTF8.GetString(request.Path)}: {Encoding.UTF8.GetString(request.Body.Span)}");
        }
    }

    /// <summary>Runs one invocation: returns the time until the response was read whole, and the response.</summary>
    /// <exception cref="FunctionFailedException">The response was an error, or no 2xx.</exception>
    public TimeSpan Invoke(InvocationTemplate template)
    {
        WaitUntilAsking();
        var asking = _waiting!;
        _waiting = null;
        var invocation = template.For(++_invocations, DateTimeOffset.UtcNow);
        var sent = Stopwatch.GetTimestamp();
        asking.Send(invocation);
        var (connection, request) = Next();
        var elapsed = Stopwatch.GetElapsedTime(sent);
        if (!request.Path.EndsWith("/response"u8) || request.Body.Span.IndexOf("\"statusCode\":20"u8) < 0)
            throw Failure($"answered {Encoding.UTF8.GetString(request.Path)} with {Encoding.UTF8.GetString(request.Body.Span)}");
        connection.Send("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n"u8);
        return elapsed;
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
        _listener.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, string>> Variables(int memoryMb) => new Dictionary<string, string>
    {
        ["AWS_LAMBDA_FUNCTION_NAME"] = "ingest",
        ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
        ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = $"{memoryMb}",
        ["AWS_REGION"] = "eu-central-1",
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ["STREAM_NAME"] = "events",
        ["TABLE_NAME"] = "events",
        ["AUTH"] = "none",
        ["ALLOW_ANONYMOUS"] = "true",
    };

    /// <summary>The next request on any connection.</summary>
    private (HttpConnection Connection, HttpRequest Request) Next()
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            foreach (var connection in _connections)
                if (connection.HasBuffered && connection.Read() is { } pipelined && !TakesExtension(connection, pipelined)) return (connection, pipelined);
            _readable.Clear();
            _readable.Add(_listener);
            foreach (var connection in _connections) _readable.Add(connection.Socket);
            Socket.Select(_readable, null, null, Glance);
            if (_readable.Count == 0 && _process.HasExited)
            {
                // For its last words too.
                _process.WaitForExit();
                throw Failure($"ended with exit code {_process.ExitCode}");
            }
            if (_readable.Count == 0 && Stopwatch.GetElapsedTime(since) > Patience) throw Failure($"was silent for {Patience.TotalSeconds:F0} s");
            if (_readable.Remove(_listener)) Accept();
            if (_readable.Count == 0) continue;
            var readable = _connections.First(c => c.Socket == _readable[0]);
            if (readable.Read() is { } request)
            {
                if (TakesExtension(readable, request)) continue;
                return (readable, request);
            }
            _connections.Remove(readable);
            readable.Dispose();
        }
    }

    /// <summary>Registers the process's extension; the event that it asks for never comes.</summary>
    /// <returns>False for what is no request of an extension.</returns>
    private static bool TakesExtension(HttpConnection connection, HttpRequest request)
    {
        if (!request.Path.StartsWith("/2020-01-01/extension/"u8)) return false;
        if (!request.IsGet) connection.Send("HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8);
        return true;
    }

    private void Accept()
    {
        var socket = _listener.Accept();
        socket.NoDelay = true;
        _connections.Add(new HttpConnection(socket));
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            if (_output.Length < 16 * 1024) _output.AppendLine(line.Data);
    }

    private FunctionFailedException Failure(string what)
    {
        lock (_output) return new FunctionFailedException($"{_process.StartInfo.FileName} {what}\nIts output:\n{_output}");
    }
}

/// <summary>The program under measurement did not do its job: figures would mean nothing.</summary>
internal sealed class FunctionFailedException(string message) : Exception(message);
