namespace Ingest.Function.Tests.Delivery;

public sealed partial class EventDeliveryTests
{
    /// <summary>A resend would write it there a second time.</summary>
    [Fact]
    public async Task WhileOneSinkIsAwayNothingIsWrittenToTheOther()
    {
        _first.OnWrite = (_, _) => throw new HttpRequestException("refused");
        var delivery = new EventDelivery([_first.Writer(_time), _second.Writer(_time)], _time);
        (await WriteAsync(delivery, "1")).Problem.ShouldBe(Problem.Unavailable);
        var (first, second) = (_first.Calls.Count, _second.Calls.Count);

        var refused = await WriteAsync(delivery, "2");

        (refused.Problem, refused.NotStored.Count).ShouldBe((Problem.Unavailable, 1));
        refused.NextDelay.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        refused.Detail.ShouldBe("kinesis was unavailable a moment ago, nothing was tried");
        (_first.Calls.Count, _second.Calls.Count).ShouldBe((first, second));

        _first.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Written);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await WriteAsync(delivery, "3")).Problem.ShouldBeNull();
    }

    private async Task<DeliveryResult> WriteAsync(EventDelivery delivery, string id)
    {
        using var batch = Rent(Batches.Event("a", id), new BodyOwner());
        var writing = delivery.WriteAsync(batch, Budget).AsTask();
        while (!writing.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        return await writing;
    }
}
