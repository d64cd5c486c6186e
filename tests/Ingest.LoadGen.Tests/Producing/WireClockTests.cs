using System.IO.Pipelines;

namespace Ingest.LoadGen.Tests.Producing;

public sealed class WireClockTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<double> _answered = [];

    [Fact]
    public async Task AResponseIsTimedFromTheLastWriteToTheFirstByte()
    {
        var (stream, server) = Connection();
        // Read ahead, as HttpClient does on a kept connection.
        var ahead = stream.ReadAsync(Memory<byte>.Empty).AsTask();
        await stream.WriteAsync(new byte[10]);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        await stream.WriteAsync(new byte[10]);
        _time.Advance(TimeSpan.FromMilliseconds(7));
        await server.WriteAsync(new byte[30]);
        await ahead;
        _time.Advance(TimeSpan.FromMilliseconds(100));

        (await stream.ReadAsync(new byte[20])).ShouldBe(20);
        (await stream.ReadAsync(new byte[20])).ShouldBe(10);
        await stream.WriteAsync(new byte[10]);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        await server.WriteAsync(new byte[1]);
        (await stream.ReadAsync(new byte[20])).ShouldBe(1);

        _answered.ShouldBe([7, 3]);
    }

    [Fact]
    public async Task AConnectionThatEndsAnswersNothing()
    {
        var (stream, server) = Connection();
        await stream.WriteAsync(new byte[10]);
        await server.CompleteAsync();

        (await stream.ReadAsync(new byte[20])).ShouldBe(0);
        _answered.ShouldBeEmpty();
    }

    [Fact]
    public void ConnectionsAreCountedWhileTheyAreOpen()
    {
        var clock = new WireClock(_time);
        using var one = clock.Around(new MemoryStream());
        var two = clock.Around(new MemoryStream());
        clock.Open.ShouldBe(2);

        two.Dispose();
        two.Dispose();

        clock.Open.ShouldBe(1);
    }

    private (Stream Client, PipeWriter Server) Connection()
    {
        var (toClient, toServer) = (new Pipe(), new Pipe());
        var clock = new WireClock(_time) { Answered = took => _answered.Add(took.TotalMilliseconds) };
        return (clock.Around(new Duplex(toClient.Reader.AsStream(), toServer.Writer.AsStream())), toClient.Writer);
    }

    private sealed class Duplex(Stream read, Stream write) : Stream
    {
        public override bool CanRead => true;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => read.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => write.WriteAsync(buffer, cancellationToken);

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
