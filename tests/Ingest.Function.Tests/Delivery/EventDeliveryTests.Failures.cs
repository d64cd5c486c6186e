namespace Ingest.Function.Tests.Delivery;

/// <summary>Every step may throw: nothing runs on unseen, and nothing is given back while a call reads it.</summary>
public sealed partial class EventDeliveryTests
{
    private sealed class InjectedException : Exception;

    /// <summary>The n-th step of all throws: grouping, clocks, calls at their start and calls at their end; for as many n as there are steps.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhicheverStepThrowsNoCallReadsWhatWasGivenBack(bool sinksRespond)
    {
        for (var failing = 1; ; failing++)
        {
            var steps = 0;
            void Step()
            {
                if (++steps == failing) throw new InjectedException();
            }
            var owner = new BodyOwner();
            var running = 0;
            var time = new StepTime(_time, Step);
            var sinks = new[] { Sink("kinesis"), Sink("dynamodb") };
            var delivery = new EventDelivery([.. sinks.Select(s => s.Writer(time))], time);

            FakeSink Sink(string name) => new(name) { OnPrepare = Step, OnWrite = (call, cancellation) => CallAsync(call, cancellation) };

            ValueTask<ReadOnlyMemory<WriteOutcome>> CallAsync(SinkCall call, CancellationToken cancellation)
            {
                Step();
                return ReadAsync(call, cancellation);
            }

            async ValueTask<ReadOnlyMemory<WriteOutcome>> ReadAsync(SinkCall call, CancellationToken cancellation)
            {
                running++;
                try
                {
                    if (!sinksRespond) await Task.Delay(Timeout.Infinite, cancellation);
                    Step();
                    return Enumerable.Repeat(WriteOutcome.Written, call.Units.Count).ToArray();
                }
                finally
                {
                    // What it reads is there as long as it runs.
                    owner.Disposals.ShouldBe(0);
                    FakeSink.Ids(call).ShouldBe(["1"]);
                    running--;
                }
            }

            time.IsArmed = true;
            var batch = Rent(Batches.Event("a", "1"), owner);
            var writing = delivery.WriteAsync(batch, Budget);
            try
            {
                await UntilDone(writing);
            }
            catch (InjectedException)
            {
                // Not all that throws has an outcome of its own.
            }
            batch.Dispose();
            // A cancelled call ends when it hears of it.
            await owner.Disposed;
            running.ShouldBe(0);
            owner.Disposals.ShouldBe(1);
            if (steps < failing) return;
        }
    }

    [Fact]
    public async Task WhereOneWriterCannotBeginTheOthersCallIsCancelledAndKeepsItsBatch()
    {
        var (owner, release) = (new BodyOwner(), new TaskCompletionSource());
        CancellationToken seen = default;
        _first.OnWrite = async (call, cancellation) =>
        {
            seen = cancellation;
            cancellation.Register(static () => throw new InvalidOperationException("What is told of the cancellation may fail as well."));
            await release.Task;
            FakeSink.Ids(call).ShouldBe(["1"]);
            owner.Disposals.ShouldBe(0);
            return new[] { WriteOutcome.Written };
        };
        var broken = new StepTime(_time, () => { }) { Timestamps = 2 };
        var delivery = new EventDelivery([_first.Writer(_time), _second.Writer(broken)], _time);
        var batch = Rent(Batches.Event("a", "1"), owner);

        await Should.ThrowAsync<InjectedException>(async () => await delivery.WriteAsync(batch, Budget));
        batch.Dispose();

        seen.IsCancellationRequested.ShouldBeTrue();
        owner.Disposals.ShouldBe(0);
        release.SetResult();
        await owner.Disposed;
        owner.Disposals.ShouldBe(1);
        _second.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task ALogThatCannotBeWrittenCostsNoResponse()
    {
        _first.OnWrite = (_, _) => throw new InjectedException();
        var delivery = new EventDelivery([_first.Writer(_time, log: new LogWriter(new ClosedStream(), _time))], _time);
        using var batch = Batches.OfCount(1);

        (await UntilDone(delivery.WriteAsync(batch, Budget))).NotStored.ShouldBe([0]);
    }

    /// <summary>A clock whose timers, once armed, are steps, and whose timestamps end.</summary>
    private sealed class StepTime(TimeProvider inner, Action step) : TimeProvider
    {
        private int _timestamps;

        public bool IsArmed { get; set; }

        public int Timestamps { get; init; } = int.MaxValue;

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => ++_timestamps > Timestamps ? throw new InjectedException() : inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (IsArmed) step();
            return inner.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class ClosedStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("closed");
    }
}
