using System.Net.Sockets;

namespace Ingest.EndToEnd.Tests.Tls;

/// <summary>Stands before the local cloud's AWS endpoint, with TLS if it has a certificate, and passes bytes on.</summary>
internal sealed class AwsFront : IDisposable
{
    private readonly LoopbackListener _listener;
    private readonly TaskCompletionSource<Uri> _target = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    public AwsFront(TestAuthority? authority) => _listener = new LoopbackListener(ServeAsync, authority);

    public Uri Url => _listener.Url;

    /// <summary>Bytes of requests that came through.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Says where the AWS endpoint is; what came before waits.</summary>
    public void PassOnTo(Uri endpoint) => _target.SetResult(endpoint);

    /// <summary>Closes every connection, as a server does that has had enough of idle ones.</summary>
    public void CloseConnections() => _listener.CloseConnections();

    public void Dispose()
    {
        _listener.Dispose();
        _target.TrySetCanceled();
    }

    private async Task ServeAsync(Stream client)
    {
        await using var ended = client;
        var target = await _target.Task;
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(target.Host, target.Port);
        await Task.WhenAny(PumpAsync(client, upstream.GetStream(), isRequest: true), PumpAsync(upstream.GetStream(), client, isRequest: false));
    }

    private async Task PumpAsync(Stream from, Stream to, bool isRequest)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var read)
        {
            if (isRequest) Interlocked.Add(ref _bytes, read);
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
