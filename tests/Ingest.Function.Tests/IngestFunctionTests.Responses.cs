using Ingest.Function.Sdk;
using Ingest.Function.Tests.Delivery;

namespace Ingest.Function.Tests;

/// <summary>Whatever is sent, the response fits, and says what a producer needs.</summary>
public sealed partial class IngestFunctionTests
{
    /// <summary>Source: Lambda quotas, 6 MB; this is what was observed to be taken.</summary>
    private const int MostCarried = 6_291_556;

    private static readonly string Emoji = string.Concat(Enumerable.Repeat("😀", 64));

    public static TheoryData<string, int> HostileEvents => new()
    {
        { $"{{\"id\":\"{string.Concat(Enumerable.Repeat("\\u0001", 64))}\",\"values\":{{\"{string.Concat(Enumerable.Repeat("\\\"", 62))}\":{{}}}}}}", 10_000 },
        { $"{{\"id\":\"{Emoji}\",\"type\":null}}", 10_000 },
        { $"{{\"id\":\"{string.Concat(Enumerable.Repeat("\\\\", 64))}\"}}", 10_000 },
        { $"{{\"deviceId\":1,\"time\":1,\"values\":{{\"{new string('<', 64)}\":null,\"{new string('&', 64)}\":null,\"{new string('é', 63)}\":[],\"\":0}},\"id\":\"{Emoji}\",\"type\":1,\"tags\":7}}", 10_000 },
        { "{}", 100_000 },
    };

    [Theory]
    [MemberData(nameof(HostileEvents))]
    public async Task AnyNumberOfLongRejectionsFitsAndIsCountedExactly(string hostile, int count)
    {
        var events = string.Join(',', Enumerable.Repeat(hostile, count - 1).Prepend(Batches.Event("a", "1")));

        var (response, body) = await Read(RespondAsync(Function(Batches.Settings with { MaxEvents = 100_000, MaxBodyBytes = 64 * 1024 * 1024 }), Request($"[{events}]"), Context()));

        response.StatusCode.ShouldBe(200);
        body["received"]!.GetValue<int>().ShouldBe(count);
        body["accepted"]!.GetValue<int>().ShouldBe(1);
        (body["rejected"]!.AsArray().Count + body["truncated"]!["rejected"]!.GetValue<int>()).ShouldBe(count - 1);
        body["rejected"]![0]!["index"]!.GetValue<int>().ShouldBe(1);
        Carried(response).ShouldBeInRange(MostCarried / 4, MostCarried);
    }

    [Fact]
    public async Task AnyNumberOfEventsToRetryFitsAndTheWholePostIsSafe()
    {
        _dynamoDb.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Throttled);
        var events = Enumerable.Range(0, 9_999).Select(i => Batches.Event("a", i.ToString("d4") + string.Concat(Enumerable.Repeat("😀", 60)))).Append("{}");

        var (response, body) = await PostUntilCompleted($"[{string.Join(',', events)}]");

        response.StatusCode.ShouldBe(429);
        var (listed, left) = (body["retry"]!.AsArray().Count, body["truncated"]!["retry"]!.GetValue<int>());
        (listed + left).ShouldBe(9_999);
        left.ShouldBeGreaterThan(0);
        // Some of the one list never displace all of the other.
        body["rejected"]!.AsArray().Count.ShouldBe(1);
        body["truncated"]!["rejected"]!.GetValue<int>().ShouldBe(0);
        body["detail"]!.GetValue<string>().ShouldBe($"9999 of 10000 events are not stored, of which retry names the first {listed}. Send the whole request again: that is safe.");
        Carried(response).ShouldBeLessThanOrEqualTo(MostCarried);
    }

    [Fact]
    public async Task ARetryThatIsWholeIsAdvisedAlone()
    {
        _dynamoDb.OnWrite = (call, _) => FakeSink.All(call, WriteOutcome.Throttled);

        var (_, body) = await PostUntilCompleted($"[{Batches.Event("a", "1")},{Batches.Event("a", "2")}]");

        body["truncated"].ShouldBeNull();
        body["detail"]!.GetValue<string>().ShouldBe("2 of 2 events are not stored. Send those in retry again, alone: sending the whole request again is safe too, but adds the writes that an overload lasts by.");
    }

    [Fact]
    public async Task WhatARequestSaysOfItselfIsQuotedToAPoint()
    {
        var (response, body) = await Read(RespondAsync(Function(), Request("", path: "/" + new string('"', 3_000_000)), Context()));

        body["detail"]!.GetValue<string>().Length.ShouldBeLessThan(1_100);
        Carried(response).ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task AStrictDryRunRespondsAsStrictHandlingWould()
    {
        var (response, _) = await Read(RespondAsync(Function(), Request($"[{Batches.Event("a", "1")},{{}}]", query: "dryRun", prefer: "handling=strict"), Context()));

        response.Header("ingest-outcome").ShouldBe("strict-rejected");
        var (valid, _) = await Read(RespondAsync(Function(), Request($"[{Batches.Event("a", "1")}]", query: "dryRun", prefer: "handling=strict"), Context()));
        valid.Header("ingest-outcome").ShouldBe("dry-run");
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnOptionThatIsNotUnderstoodWritesNothing()
    {
        var (response, body) = await Read(RespondAsync(Function(), Request(Batches.Event("a", "1"), query: "dryRun=perhaps"), Context()));

        response.StatusCode.ShouldBe(400);
        response.Header("ingest-outcome").ShouldBe("invalid-option");
        body["detail"]!.GetValue<string>().ShouldBe("dryRun is 'perhaps'; it must be true or false. Nothing was written.");
        _kinesis.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dryRun=", 63)]
    [InlineData("dryRun", 58)]
    public async Task WhatIsQuotedIsNeverCutWithinACharacter(string query, int letters)
    {
        var (response, body) = await Read(RespondAsync(Function(), Request(Batches.Event("a", "1"), query: $"{query}{new string('a', letters)}%F0%9F%98%80%F0%9F%98%80=1"), Context()));

        response.StatusCode.ShouldBe(400);
        body["detail"]!.GetValue<string>().ShouldContain($"{new string('a', letters)}…");
        body["detail"]!.GetValue<string>().ShouldNotContain("\uFFFD");
    }

    /// <summary>After a thaw the machine's clock can be minutes off; the platform's own time is in the event.</summary>
    [Theory]
    [InlineData(-20)]
    [InlineData(20)]
    public async Task AnEventsTimeIsJudgedByThePlatformsClock(int minutesOff)
    {
        _time.Advance(TimeSpan.FromMinutes(Math.Max(0, minutesOff)));
        var request = Request(Batches.Event("a", "1").Replace("11:59:59.123", "12:04:59.000", StringComparison.Ordinal));
        request.TimeEpoch = Batches.Now.ToUnixTimeMilliseconds();
        (await Read(RespondAsync(Function(), request, Context()))).Response.StatusCode.ShouldBe(202);

        request = Request(Batches.Event("a", "1").Replace("11:59:59.123", "12:05:01.000", StringComparison.Ordinal));
        request.TimeEpoch = Batches.Now.ToUnixTimeMilliseconds();
        (await Read(RespondAsync(Function(), request, Context()))).Body["rejected"]![0]!["code"]!.GetValue<string>().ShouldBe("too-far-ahead");
    }

    /// <summary>The response's bytes to the runtime API: over either transport, whichever are more.</summary>
    private static int Carried(FunctionUrlResponse response)
    {
        using var request = RequestBuffer.Rent(0, 1024);
        response.WriteTo(request);
        using var serialized = new MemoryStream();
        SdkProgram.NewSerializer().Serialize(response, serialized);
        return (int)Math.Max(request.Body.Length, serialized.Length);
    }
}
