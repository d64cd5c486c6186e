using System.Runtime.CompilerServices;

namespace Ingest.LoadGen.Producing;

/// <summary>
/// Times what passes on the wire: from a request's last byte written to the first byte of its response. What a request waits for
/// within the client, a connection or a thread, is in its latency but not in this.
/// </summary>
internal sealed class WireClock(TimeProvider time)
{
    private int _open;

    /// <summary>Told of every response.</summary>
    public Action<TimeSpan>? Answered { get; set; }

    /// <summary>How many connections are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public Stream Around(Stream connection)
    {
        Interlocked.Increment(ref _open);
        return new TimedStream(connection, this);
    }

    /// <summary>A connection of HTTP/1.1: one request at a time.</summary>
    private sealed class TimedStream(Stream inner, WireClock clock) : Stream
    {
        // When the last write ended; 0 if no response is awaited. A read may have begun before the write it answers.
        private long _written;
        private bool _closed;

        public override bool CanRead => true;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = inner.ReadAsync(buffer, cancellationToken);
            if (!read.IsCompletedSuccessfully) return AwaitAsync(read, buffer.Length);
            var count = read.Result;
            Note(count, buffer.Length);
            return new ValueTask<int>(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // Noted before, too: on a fast wire the response is read while this thread comes back from its write.
            var began = clock.Now;
            Volatile.Write(ref _written, began);
            var write = inner.WriteAsync(buffer, cancellationToken);
            if (!write.IsCompletedSuccessfully) return AwaitAsync(write, began);
            Interlocked.CompareExchange(ref _written, clock.Now, began);
            return write;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            if (!Interlocked.Exchange(ref _closed, true)) Interlocked.Decrement(ref clock._open);
            base.Dispose(disposing);
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<int> AwaitAsync(ValueTask<int> read, int wanted)
        {
            var count = await read.ConfigureAwait(false);
            Note(count, wanted);
            return count;
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        private async ValueTask AwaitAsync(ValueTask write, long began)
        {
            await write.ConfigureAwait(false);
            Interlocked.CompareExchange(ref _written, clock.Now, began);
        }

        /// <summary>A read of nothing ends when there is something; a read of something that brings nothing is the connection's end.</summary>
        private void Note(int count, int wanted)
        {
            if (count == 0 && wanted > 0) return;
            var written = Interlocked.Exchange(ref _written, 0);
            if (written != 0) clock.Answered?.Invoke(clock.Since(written));
        }
    }

    // Never 0, which stands for none.
    private long Now => Math.Max(1, time.GetTimestamp());

    private TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);
}
