using System.Net;
using Amazon.Runtime;

namespace Ingest.Function.Tests.Delivery;

/// <summary>One sink's calls over time, through a delivery of its own.</summary>
public sealed class SinkWriterTests
{
    private readonly ManualTimeProvider _time = new(Batches.Now);
    private readonly FakeSink _sink = new();

    [Fact]
    public async Task ASinkThatRespondsIn2500MillisecondsIsCalledOnce()
    {
        _sink.OnWrite = async (call, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2.5), _time, cancellation);
            return await FakeSink.All(call, WriteOutcome.Written);
        };

        (await UntilDone(() => Delivery().WriteAsync(Batches.OfCount(3), TimeSpan.FromSeconds(9.5)))).ShouldBe(DeliveryResult.AllStored);

        _sink.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ACallThatHangsIsAbandonedAtHalfTimeAndTheNextOneStores()
    {
        var abandoned = TimeSpan.Zero;
        _sink.OnWrite = async (call, cancellation) =>
        {
            if (_sink.Calls.Count > 1) return await FakeSink.All(call, WriteOutcome.Written);
            // Not Task.Delay, whose cancellation goes on on another thread while the clock here moves.
            var hung = new TaskCompletionSource();
            cancellation.Register(() =>
            {
                abandoned = _time.GetUtcNow() - Batches.Now;
                hung.SetCanceled(cancellation);
            });
            await hung.Task;
            return default;
        };

        (await UntilDone(() => Delivery().WriteAsync(Batches.OfCount(3), TimeSpan.FromSeconds(9.5)))).ShouldBe(DeliveryResult.AllStored);

        abandoned.ShouldBe(TimeSpan.FromSeconds(4.75));
        _sink.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ACallThatThrowsBeforeItBeganIsTriedAgain()
    {
        _sink.OnWrite = (call, _) => _sink.Calls.Count > 1 ? FakeSink.All(call, WriteOutcome.Written) : throw new InvalidOperationException("at once");

        (await UntilDone(() => Delivery().WriteAsync(Batches.OfCount(3), TimeSpan.FromSeconds(9.5)))).ShouldBe(DeliveryResult.AllStored);

        _sink.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AResponseWithAnotherCountTellsNothing()
    {
        _sink.OnWrite = (call, _) => _sink.Calls.Count > 1 ? FakeSink.All(call, WriteOutcome.Written) : new(new[] { WriteOutcome.Written });

        (await UntilDone(() => Delivery().WriteAsync(Batches.OfCount(3), TimeSpan.FromSeconds(9.5)))).ShouldBe(DeliveryResult.AllStored);

        _sink.Calls.ShouldAllBe(call => call.Length == 3);
    }

    [Fact]
    public async Task WithConcurrentRequestsOneHungCallKeepsNobodyWaiting()
    {
        _sink.OnWrite = async (call, cancellation) =>
        {
            if (FakeSink.Ids(call).Contains("hangs")) await Task.Delay(Timeout.Infinite, cancellation);
            return await FakeSink.All(call, WriteOutcome.Written);
        };
        var delivery = Delivery(isShared: true);
        var hung = delivery.WriteAsync(Batches.Decode(Batches.Event("d", "hangs")), TimeSpan.FromSeconds(9.5)).AsTask();

        var later = Enumerable.Range(0, 20).Select(i => delivery.WriteAsync(Batches.Decode(Batches.Event("d", $"{i}")), TimeSpan.FromSeconds(9.5)).AsTask()).ToArray();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var results = await Task.WhenAll(later);

        results.ShouldAllBe(result => result == DeliveryResult.AllStored);
        hung.IsCompleted.ShouldBeFalse();
        (_time.GetUtcNow() - Batches.Now).ShouldBeLessThan(TimeSpan.FromMilliseconds(200));
    }

    [Theory]
    [InlineData("ValidationException", 400)]
    [InlineData("InvalidArgumentException", 400)]
    [InlineData("SerializationException", 400)]
    [InlineData("RequestEntityTooLarge", 413)]
    public async Task OnePoisonEventIsNamedAndTheRestIsStored(string code, int status)
    {
        Poison(code, status, "bad");
        using var batch = Batches.Decode($"[{string.Join(',', Enumerable.Range(0, 50).Select(i => Batches.Event("d", i == 31 ? "bad" : $"{i}")))}]");

        var result = await Delivery().WriteAsync(batch, TimeSpan.FromSeconds(9.5));

        result.NotStored.ShouldBeEmpty();
        result.Problem.ShouldBeNull();
        var rejection = result.Rejections.ShouldHaveSingleItem();
        (rejection.Index, rejection.Id, rejection.Problem).ShouldBe((31, "bad", Problem.RefusedBySink));
        rejection.Detail.ShouldBe($"fake: {code}: this item is poison");
    }

    [Fact]
    public async Task ThePoisonOfOneRequestIsNoOtherRequests()
    {
        var gate = new TaskCompletionSource();
        Poison("ValidationException", 400, "bad", gate.Task);
        var delivery = Delivery(isShared: true);
        var first = delivery.WriteAsync(Batches.Decode(Batches.Event("d", "first")), TimeSpan.FromSeconds(9.5)).AsTask();
        var poisoned = delivery.WriteAsync(Batches.Decode($"[{Batches.Event("d", "good")},{Batches.Event("d", "bad")}]"), TimeSpan.FromSeconds(9.5)).AsTask();
        var others = Enumerable.Range(0, 20).Select(i => delivery.WriteAsync(Batches.Decode(Batches.Event("d", $"{i}")), TimeSpan.FromSeconds(9.5)).AsTask()).ToArray();

        gate.SetResult();
        var results = await Task.WhenAll([first, .. others]);

        results.ShouldAllBe(result => result == DeliveryResult.AllStored);
        (await poisoned).Rejections.Select(r => r.Id).ShouldBe(["bad"]);
    }

    [Fact]
    public async Task WhereEveryItemIsInvalidAnOperatorIsNeededAndNoEventIsRejected()
    {
        _sink.OnWrite = (_, _) => throw Failure("ValidationException", 400);
        using var batch = Batches.OfCount(500);

        var result = await Delivery().WriteAsync(batch, TimeSpan.FromSeconds(9.5));

        result.Rejections.ShouldBeEmpty();
        result.NotStored.Count.ShouldBe(500);
        result.Problem.ShouldBe(Problem.OperatorNeeded);
        result.Detail.ShouldBe("fake: ValidationException; an operator must act");
        _sink.Calls.Count.ShouldBeLessThan(40);
    }

    [Fact]
    public async Task AnEventThatOneSinkRejectsIsNotSentAgainForAnother()
    {
        var other = new FakeSink("other") { OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Throttled) };
        Poison("ValidationException", 400, "bad");
        using var batch = Batches.Decode($"[{Batches.Event("d", "good")},{Batches.Event("d", "bad")}]");

        var result = await UntilDone(() => new EventDelivery([_sink.Writer(_time), other.Writer(_time)], _time).WriteAsync(batch, TimeSpan.FromSeconds(9.5)));

        result.NotStored.ShouldBe([0]);
        result.Rejections.Select(r => r.Index).ShouldBe([1]);
        result.Problem.ShouldBe(Problem.Throttled);
    }

    private static AmazonServiceException Failure(string code, int status) => new("this item is poison", ErrorType.Unknown, code, "request", (HttpStatusCode)status);

    /// <summary>A call with this id in it fails whole; the first waits for a gate.</summary>
    private void Poison(string code, int status, string id, Task? gate = null) => _sink.OnWrite = async (call, _) =>
    {
        if (gate is not null) await gate;
        return FakeSink.Ids(call).Contains(id) ? throw Failure(code, status) : await FakeSink.All(call, WriteOutcome.Written);
    };

    private EventDelivery Delivery(bool isShared = false) => new([_sink.Writer(_time, isShared)], _time);

    /// <summary>Moves the clock to whatever is waited for. Without a synchronization context all that becomes due runs on this one thread.</summary>
    private Task<DeliveryResult> UntilDone(Func<ValueTask<DeliveryResult>> write) => Task.Run(() =>
    {
        var writing = write().AsTask();
        while (!writing.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(10));
        return writing;
    });
}
