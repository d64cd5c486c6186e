using System.Net.Sockets;
using System.Text;
using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

/// <summary>Answers requests as a test says: what is sent for the n-th request of the m-th connection, both counted from 1.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly RawServer _server;
    private readonly Func<int, int, string?> _script;
    private readonly List<Stream> _connections = [];
    private int _requests;

    /// <param name="script">Null closes the connection in place of a response; "" leaves the request unanswered.</param>
    /// <param name="authority">Serves TLS if it is there.</param>
    public ScriptedServer(Func<int, int, string?> script, TestAuthority? authority = null)
    {
        (_script, _server) = (script, new RawServer(authority));
        _ = AcceptAsync();
    }

    public HttpEndpoint Endpoint => _server.Endpoint;

    /// <summary>Requests that came whole.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public int Connections
    {
        get { lock (_connections) return _connections.Count; }
    }

    /// <summary>A response as AWS sends it.</summary>
    public static string Response(string body, int status = 200, string headers = "") =>
        $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>Sends something unasked over every connection.</summary>
    public void Say(string text)
    {
        lock (_connections)
        {
            foreach (var connection in _connections) connection.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    public void CloseConnections() => _server.CloseConnections();

    public void Dispose() => _server.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var stream = await _server.AcceptedAsync();
                int number;
                lock (_connections)
                {
                    _connections.Add(stream);
                    number = _connections.Count;
                }
                _ = ServeAsync(stream, number);
            }
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Stream stream, int connection)
    {
        try
        {
            for (var request = 1; await ReadRequestAsync(stream); request++)
            {
                Interlocked.Increment(ref _requests);
                if (_script(connection, request) is not { } response)
                {
                    await stream.DisposeAsync();
                    return;
                }
                if (response.Length > 0) await stream.WriteAsync(Encoding.UTF8.GetBytes(response));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }

    private static async Task<bool> ReadRequestAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0) return false;
            head.Append((char)one[0]);
        }
        var length = head.ToString().Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal))?[16..];
        await stream.ReadExactlyAsync(new byte[int.Parse(length ?? "0", System.Globalization.CultureInfo.InvariantCulture)]);
        return true;
    }
}
