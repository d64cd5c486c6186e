using System.Text;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests;

/// <summary>The response, and what is left behind, when the time is up.</summary>
public sealed partial class IngestFunctionTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task TheNextInvocationMayBeginWhileTheLastIsBeingAbandoned(bool kinesisHangs, bool dynamoDbHangs)
    {
        if (kinesisHangs) _kinesis.OnWrite = HangAsync;
        if (dynamoDbHangs) _dynamoDb.OnWrite = HangAsync;
        var (function, hasEnded) = (Function(), false);

        // No synchronization context: the second begins on the thread of the clock, from within the first's end.
        var statuses = Task.Run(async () =>
        {
            // Time for one call to each sink: two that hang would open the breaker.
            var first = await function.HandleAsync(Request(Batches.Event("a", "1")), Context(TimeSpan.FromSeconds(1)));
            // The second needs no time, and an hour could pass for it while its thread waits for a processor.
            Volatile.Write(ref hasEnded, true);
            _kinesis.OnWrite = _dynamoDb.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Written);
            var second = await function.HandleAsync(Request(Batches.Event("a", "2")), Context());
            return new[] { first.StatusCode, second.StatusCode };
        });
        while (!Volatile.Read(ref hasEnded))
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        (await statuses).ShouldBe([503, 202]);

        static async ValueTask<ReadOnlyMemory<WriteOutcome>> HangAsync(SinkCall call, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return default;
        }
    }

    [Fact]
    public async Task ASinkThatHangsIsCancelledAndTheResponseComesBeforeTheDeadline()
    {
        CancellationToken last = default;
        _kinesis.OnWrite = async (_, cancellation) =>
        {
            last = cancellation;
            await Task.Delay(Timeout.Infinite, cancellation);
            return default;
        };

        var responding = RespondAsync(Function(), Request(Batches.Event("a", "1")), Context(TimeSpan.FromSeconds(10)));
        while (_time.GetUtcNow() < Batches.Now + TimeSpan.FromSeconds(9.5))
        {
            responding.IsCompleted.ShouldBeFalse();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        // The clock stands half a second before the platform's deadline now, and no longer moves.
        var (response, _) = await Read(responding);

        response.StatusCode.ShouldBe(503);
        last.IsCancellationRequested.ShouldBeTrue();

        _kinesis.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Written);
        (await Post(Batches.Event("a", "1"))).Response.StatusCode.ShouldBe(202);
    }

    [Fact]
    public async Task ACallThatOutlivesItsRequestStillReadsThatRequestsEvents()
    {
        SinkCall? late = null;
        _kinesis.OnWrite = async (call, _) =>
        {
            late ??= call;
            await new TaskCompletionSource().Task;
            return default;
        };
        var (response, _) = await PostUntilCompleted(Batches.Event("a", "1"));
        response.StatusCode.ShouldBe(503);

        // The next request must not be given the memory of the one before.
        _kinesis.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Written);
        (await Post(Batches.Event("b", "2"))).Response.StatusCode.ShouldBe(202);

        var batch = late!.Units[0].Write.Batch;
        batch.StringOf(batch.Events[0].Id).ShouldBe("1");
        Encoding.UTF8.GetString(batch.Bytes(batch.Events[0])).ShouldBe(Batches.Event("a", "1"));
    }

    [Fact]
    public async Task WithNoTimeLeftNothingIsWrittenAndEveryEventIsNamed()
    {
        var (response, body) = await Read(RespondAsync(Function(), Request(Batches.Event("a", "1")), Context(TimeSpan.FromMilliseconds(499))));

        response.StatusCode.ShouldBe(503);
        body["retry"]!.ToJsonString().ShouldBe("""[{"index":0,"id":"1"}]""");
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatGotNoTurnBehindThrottledEventsIsThrottledToo()
    {
        var sink = new FakeSink { Limits = new(1, 1024 * 1024, 1024 * 1024, CallsPerWrite: 1, DistinctKeys: false), OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Throttled) };

        var responding = RespondAsync(Function(sink), Request($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")}]"), Context());
        while (!responding.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        (await Read(responding)).Response.StatusCode.ShouldBe(429);
    }
}
