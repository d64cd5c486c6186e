using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Ingest.Testing;

/// <summary>What the loop posted.</summary>
internal sealed record Posted(string Path, Dictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>The Lambda runtime API on a loopback socket: hands out what a test queues and records what is posted.</summary>
internal sealed class LoopbackRuntimeApi : IAsyncDisposable
{
    private const string Root = "/2018-06-01/runtime/";

    private readonly LoopbackListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<byte[]> _invocations = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<Posted> _posted = Channel.CreateUnbounded<Posted>();
    private int _asked;

    public LoopbackRuntimeApi() => _listener = new LoopbackListener(ServeAsync);

    public string Endpoint => _listener.Url.Authority;

    /// <summary>How many connections were opened.</summary>
    public int Connections => _listener.Connections;

    /// <summary>How many times an invocation was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Status and body of the response to a post.</summary>
    public Func<Posted, (int Status, string Body)> Respond { get; init; } = _ => (202, """{"status":"OK"}""");

    public void Enqueue(string requestId, byte[] body, params (string Name, string Value)[] headers)
    {
        var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: {requestId}\r\n"
            + string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"))
            + $"Content-Length: {body.Length}\r\n\r\n";
        EnqueueRaw([.. Encoding.UTF8.GetBytes(head), .. body]);
    }

    public void Enqueue(string requestId, string body) => Enqueue(requestId, Encoding.UTF8.GetBytes(body));

    public void EnqueueRaw(byte[] response) => _invocations.Writer.TryWrite(response);

    public async Task<Posted> PostedAsync() => await _posted.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Closes every connection, as a server that restarts does.</summary>
    public void CloseConnections() => _listener.CloseConnections();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Stream stream)
    {
        while (await ReadAsync(stream) is { } request)
        {
            if (request.Path == Root + "invocation/next")
            {
                Interlocked.Increment(ref _asked);
                await stream.WriteAsync(await _invocations.Reader.ReadAsync(_stop.Token));
                continue;
            }
            var (status, body) = Respond(request);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            _posted.Writer.TryWrite(request with { Path = request.Path.Replace(Root, "", StringComparison.Ordinal) });
        }
    }

    private static async Task<Posted?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }
        var lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        return new Posted(lines[0].Split(' ')[1], headers, await ReadBodyAsync(stream, headers));
    }

    private static async Task<byte[]> ReadBodyAsync(Stream stream, Dictionary<string, string> headers)
    {
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        if (!headers.ContainsKey("Transfer-Encoding")) return body;
        var whole = new List<byte>();
        var reader = new StreamReader(stream, Encoding.Latin1, false, 1, leaveOpen: true);
        while (int.Parse((await reader.ReadLineAsync())!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            var chunk = new char[size];
            await reader.ReadBlockAsync(chunk);
            whole.AddRange(Encoding.Latin1.GetBytes(chunk));
            await reader.ReadLineAsync();
        }
        await reader.ReadLineAsync();
        return [.. whole];
    }
}
