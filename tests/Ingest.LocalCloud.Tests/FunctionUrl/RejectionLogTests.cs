namespace Ingest.LocalCloud.Tests.FunctionUrl;

public sealed class RejectionLogTests
{
    private int _second;

    [Fact]
    public async Task RefusalsAreCountedByCodeAndByDeviceWithTheNewestExample()
    {
        var log = new RejectionLog();
        Offer(log, "plant-1", "invalid-value", "first");
        Offer(log, "plant-1", "invalid-value", "second");
        Offer(log, "plant-2", "too-old", "third");
        log.Platform(UrlRefusal.ConcurrencyExceeded, At());
        await log.DisposeAsync();

        log.Codes.Select(code => (code.Newest.Code, code.Events, code.Requests)).ShouldBe([("invalid-value", 2, 0), ("TooManyRequestsException", 0, 1), ("too-old", 1, 0)], ignoreOrder: true);
        log.Codes.Single(code => code.Newest.Code == "invalid-value").Newest.Detail.ShouldBe("second");
        log.Devices(null, 10).Select(one => (one.Newest.DeviceId, one.Events)).ShouldBe([("plant-2", 1), ("plant-1", 2)]);
        log.Devices("NT-1", 10).Select(one => one.Newest.DeviceId).ShouldBe(["plant-1"]);
        log.Devices("nobody", 10).ShouldBeEmpty();
        log.Missed.ShouldBe(0);
    }

    [Fact]
    public async Task DevicesBeyondTheLimitPushTheOldestOut()
    {
        var log = new RejectionLog();
        for (var i = 0; i < 7000; i++)
        {
            Offer(log, $"device-{i}", "invalid-value", "");
            // Not faster than it is read.
            while (log.Codes.Sum(code => code.Events) < i - 1000) await Task.Yield();
        }
        await log.DisposeAsync();

        log.Codes.Single().Events.ShouldBe(7000);
        var devices = log.Devices(null, 10_000);
        devices.Count.ShouldBeInRange(4500, 5000);
        devices[0].Newest.DeviceId.ShouldBe("device-6999");
        devices.ShouldNotContain(one => one.Newest.DeviceId == "device-0");
    }

    [Fact]
    public async Task WhatHasNoRoomIsCountedAsMissed()
    {
        var log = new RejectionLog();
        var big = new byte[20 << 20];
        for (var i = 0; i < 20; i++) log.Offer(new RefusedRequest(At(), "r", 400, "application/json", "", big, []));
        await log.DisposeAsync();

        log.Missed.ShouldBe(20 - log.Codes.Sum(code => code.Requests));
        log.Missed.ShouldBeGreaterThanOrEqualTo(0);
    }

    private void Offer(RejectionLog log, string device, string code, string detail) => log.Offer(new RefusedRequest(
        At(), "r", 400, "application/json", "", Encoding.UTF8.GetBytes($$"""{"deviceId":"{{device}}"}"""), Encoding.UTF8.GetBytes($$"""{"rejected":[{"index":0,"code":"{{code}}","detail":"{{detail}}"}]}""")));

    private DateTimeOffset At() => DateTimeOffset.UnixEpoch.AddSeconds(_second++);
}
