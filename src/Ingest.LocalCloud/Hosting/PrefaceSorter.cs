using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Ingest.LocalCloud.Hosting;

/// <summary>Accepts a port's connections and tells by their first bytes which begin with HTTP/2's preface; the bytes stay to be read.</summary>
internal sealed class PrefaceSorter : IAsyncDisposable
{
    private readonly IConnectionListener _listener;
    private readonly Channel<ConnectionContext> _http1 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly Channel<ConnectionContext> _http2 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly ConcurrentDictionary<ConnectionContext, Task> _unsorted = new();
    private readonly Task _accepting;

    public PrefaceSorter(IConnectionListener listener)
    {
        _listener = listener;
        _accepting = AcceptAsync();
    }

    // RFC 9113, section 3.4: no request of HTTP/1.1 begins so.
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>The next HTTP/1.1 connection; null once the port is closed.</summary>
    public ValueTask<ConnectionContext?> NextHttp1Async(CancellationToken cancellation) => NextAsync(_http1.Reader, cancellation);

    /// <summary>The next HTTP/2 connection; null once the port is closed.</summary>
    public ValueTask<ConnectionContext?> NextHttp2Async(CancellationToken cancellation) => NextAsync(_http2.Reader, cancellation);

    /// <summary>Takes no further connections, and ends those that have said nothing yet.</summary>
    public async ValueTask UnbindAsync()
    {
        await _listener.UnbindAsync();
        await _accepting;
        foreach (var connection in _unsorted.Keys) connection.Abort();
        await Task.WhenAll(_unsorted.Values);
        _http1.Writer.TryComplete();
        _http2.Writer.TryComplete();
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private static async ValueTask<ConnectionContext?> NextAsync(ChannelReader<ConnectionContext> sorted, CancellationToken cancellation)
    {
        while (await sorted.WaitToReadAsync(cancellation))
        {
            if (sorted.TryRead(out var connection)) return connection;
        }
        return null;
    }

    private async Task AcceptAsync()
    {
        while (await _listener.AcceptAsync() is { } connection)
        {
            var sorted = new TaskCompletionSource();
            _unsorted[connection] = sorted.Task;
            _ = SortAsync(connection, sorted);
        }
    }

    private async Task SortAsync(ConnectionContext connection, TaskCompletionSource sorted)
    {
        var isTaken = false;
        try
        {
            var target = await BeginsWithPrefaceAsync(connection.Transport.Input) ? _http2 : _http1;
            isTaken = target.Writer.TryWrite(connection);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It was reset before it said anything.
        }
        if (!isTaken) await connection.DisposeAsync();
        _unsorted.TryRemove(connection, out _);
        sorted.SetResult();
    }

    private static async ValueTask<bool> BeginsWithPrefaceAsync(PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync();
            var (resembles, length) = Compare(read.Buffer);
            var isDecided = !resembles || length == Preface.Length || read.IsCompleted || read.IsCanceled;
            input.AdvanceTo(read.Buffer.Start, isDecided ? read.Buffer.Start : read.Buffer.End);
            if (isDecided) return resembles && length == Preface.Length;
        }
    }

    private static (bool Resembles, int Length) Compare(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> first = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(bytes.Length, first.Length);
        bytes.Slice(0, length).CopyTo(first);
        return (first[..length].SequenceEqual(Preface[..length]), length);
    }
}
