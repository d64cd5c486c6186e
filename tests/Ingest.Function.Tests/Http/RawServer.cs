using System.Threading.Channels;
using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

/// <summary>Takes connections, over TLS if it has a certificate, and leaves what happens on them to the test.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TestAuthority? _authority;
    private readonly LoopbackListener _listener;
    private readonly Channel<Stream> _accepted = Channel.CreateUnbounded<Stream>();

    public RawServer(TestAuthority? authority)
    {
        _authority = authority;
        _listener = new LoopbackListener(stream => _accepted.Writer.WriteAsync(stream).AsTask(), authority);
    }

    public HttpEndpoint Endpoint => new(_listener.Url, _authority?.Roots);

    public void CloseConnections() => _listener.CloseConnections();

    /// <summary>The next connection, its handshake done.</summary>
    public ValueTask<Stream> AcceptedAsync() => _accepted.Reader.ReadAsync();

    /// <summary>Reads one request and answers it 200, so many times in one piece.</summary>
    public static async Task RespondAsync(Stream connection, int times = 1)
    {
        var buffer = new byte[1024];
        (await connection.ReadAsync(buffer)).ShouldBeGreaterThan(0);
        await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", times))));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _accepted.Writer.TryComplete();
    }
}
