using Amazon.Runtime;
using Ingest.Function.Formats.Native;

namespace Ingest.Function.Tests.Delivery;

public sealed partial class EventDeliveryTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(9.5);

    private readonly ManualTimeProvider _time = new(Batches.Now);
    private readonly FakeSink _first = new("kinesis");
    private readonly FakeSink _second = new("dynamodb");

    [Fact]
    public async Task AnEventIsStoredWhenEverySinkHasIt()
    {
        _second.OnWrite = (call, _) => new(new[] { WriteOutcome.Written, WriteOutcome.OperatorNeeded, WriteOutcome.Written });
        using var batch = Batches.OfCount(3);

        var result = await Delivery().WriteAsync(batch, Budget);

        result.NotStored.ShouldBe([1]);
        result.Rejections.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(WriteOutcome.Throttled), nameof(WriteOutcome.Written), "throttled")]
    [InlineData(nameof(WriteOutcome.Throttled), nameof(WriteOutcome.Unavailable), "unavailable")]
    [InlineData(nameof(WriteOutcome.Unavailable), nameof(WriteOutcome.Throttled), "unavailable")]
    [InlineData(nameof(WriteOutcome.Throttled), nameof(WriteOutcome.OperatorNeeded), "operator-needed")]
    [InlineData(nameof(WriteOutcome.OperatorNeeded), nameof(WriteOutcome.Unavailable), "operator-needed")]
    [InlineData(nameof(WriteOutcome.Written), nameof(WriteOutcome.Written), null)]
    public async Task OfSeveralReasonsTheOneThatWaitingHelpsLeastIsTold(string first, string second, string? code)
    {
        _first.OnWrite = (call, _) => FakeSink.All(call, Enum.Parse<WriteOutcome>(first));
        _second.OnWrite = (call, _) => FakeSink.All(call, Enum.Parse<WriteOutcome>(second));
        using var batch = Batches.OfCount(2);

        var result = await UntilDone(Delivery().WriteAsync(batch, Budget));

        result.Problem?.Code.ShouldBe(code);
        if (code is null) result.ShouldBe(DeliveryResult.AllStored);
    }

    [Fact]
    public async Task WhatAnOperatorMustDoIsNamedWithSinkAndCode()
    {
        _first.OnWrite = (_, _) => throw Failure("AccessDeniedException", "not authorized to perform kinesis:PutRecords");
        using var batch = Batches.OfCount(2);

        var result = await Delivery().WriteAsync(batch, Budget);

        result.Problem.ShouldBe(Problem.OperatorNeeded);
        result.Detail.ShouldBe("kinesis: AccessDeniedException; an operator must act");
        result.NextDelay.ShouldBe(TimeSpan.FromSeconds(30));
        _first.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task WithoutTimeNothingIsBegun(int milliseconds)
    {
        using var batch = Batches.OfCount(2);

        (await Delivery().WriteAsync(batch, TimeSpan.FromMilliseconds(milliseconds))).NotStored.ShouldBe([0, 1]);

        _first.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAbsurdBudgetIsFifteenMinutes()
    {
        _first.OnWrite = (_, cancellation) => HangAsync(cancellation);
        using var batch = Batches.OfCount(1);

        var writing = Delivery(TimeProvider.System).WriteAsync(batch, TimeSpan.MaxValue).AsTask();
        writing.IsCompleted.ShouldBeFalse();

        var onOurClock = Delivery().WriteAsync(batch, TimeSpan.FromDays(18_000)).AsTask();
        _time.Advance(TimeSpan.FromSeconds(899));
        onOurClock.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await onOurClock).NotStored.ShouldBe([0]);
    }

    [Fact]
    public async Task AnAbandonedCallReadsItsOwnEventsWhileLaterPostsRun()
    {
        var (late, owner) = (new TaskCompletionSource(), new BodyOwner());
        string[] read = [];
        _first.OnWrite = async (call, _) =>
        {
            await late.Task;
            read = FakeSink.Ids(call);
            var write = call.Units[0].Write;
            read = [.. read, System.Text.Encoding.UTF8.GetString(write.Batch.Bytes(write.Event(0))), write.Batch.StringOf(write.Event(0).DeviceId)];
            return new[] { WriteOutcome.Written };
        };
        var delivery = Delivery();
        var batch = Rent(Batches.Event("mine", "late"), owner);
        var result = await UntilDone(delivery.WriteAsync(batch, Budget));
        batch.Dispose();
        result.NotStored.ShouldBe([0]);
        owner.Disposals.ShouldBe(0);

        // Later POSTs would be given what was given back.
        _first.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Written);
        for (var i = 0; i < 20; i++)
        {
            using var other = Rent(Batches.Event($"other-{i}", $"{i}"), new BodyOwner());
            (await delivery.WriteAsync(other, Budget)).ShouldBe(DeliveryResult.AllStored);
        }
        late.SetResult();
        await owner.Disposed;

        read.ShouldBe(["late", Batches.Event("mine", "late"), "mine"]);
        owner.Disposals.ShouldBe(1);
    }

    private static EventBatch Rent(string body, BodyOwner owner)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var batch = EventBatch.Rent(bytes, "8f8f9c1e-0000-0000-0000-000000000000", Batches.Now.ToUnixTimeMilliseconds(), owner);
        BodyReader.Read(batch, Batches.Settings, cameAsText: false);
        return batch;
    }

    private static AmazonServiceException Failure(string code, string message, int status = 400) =>
        new(message, ErrorType.Unknown, code, "request", (System.Net.HttpStatusCode)status);

    private static async ValueTask<ReadOnlyMemory<WriteOutcome>> HangAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        return default;
    }

    private EventDelivery Delivery(TimeProvider? time = null) => new([_first.Writer(time ?? _time), _second.Writer(time ?? _time)], time ?? _time);

    /// <summary>Moves the clock to whatever is waited for.</summary>
    private async Task<DeliveryResult> UntilDone(ValueTask<DeliveryResult> writing)
    {
        var task = writing.AsTask();
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        return await task;
    }
}
