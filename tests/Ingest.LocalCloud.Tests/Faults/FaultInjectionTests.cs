using System.Net.Sockets;

namespace Ingest.LocalCloud.Tests.Faults;

/// <summary>Each kind of fault as a client sees it, and what it leaves stored.</summary>
public class FaultInjectionTests
{
    private static readonly object[] SixRecords = [.. Enumerable.Range(0, 6).Select(i => Record("k", $"{i}"))];

    private static long Stored(LocalAws aws) => aws.Endpoint.Kinesis.Stream("events").RecordCount + aws.Endpoint.DynamoDb.Table("devices").ItemCount;

    [Theory]
    [InlineData("", "ProvisionedThroughputExceededException")]
    [InlineData(",code=InternalFailure", "InternalFailure")]
    public async Task SomeRecordsFailAndTheOthersAreStored(string parameters, string code)
    {
        await using var aws = await LocalAws.StartStruckAsync("kinesis:partial:records=1/3" + parameters);

        var response = (await aws.PutAsync(SixRecords)).ShouldBeOk().Json;

        response.GetProperty("FailedRecordCount").GetInt32().ShouldBe(2);
        var results = response.GetProperty("Records").EnumerateArray().ToList();
        results.Count(r => r.TryGetProperty("ErrorCode", out var c) && c.GetString() == code).ShouldBe(2);
        var stored = aws.Endpoint.Kinesis.Records("events").Select(r => Encoding.UTF8.GetString(r.Data.Span));
        stored.ShouldBe(Enumerable.Range(0, 6).Where(i => results[i].TryGetProperty("SequenceNumber", out _)).Select(i => $"{i}"));
        aws.Endpoint.Kinesis.Counts["PutRecords"].Failed.ShouldBe(2);
    }

    [Fact]
    public async Task SomeItemsComeBackUnprocessed()
    {
        await using var aws = await LocalAws.StartStruckAsync("dynamodb:partial:records=1/2");

        var response = await aws.WriteAsync([.. Enumerable.Range(0, 6).Select(i => Tables.Put("a", $"{i}"))]);

        response.Unprocessed().ShouldBe(3);
        aws.Endpoint.DynamoDb.Table("devices").ItemCount.ShouldBe(3);
    }

    [Fact]
    public async Task AThrottledTableTakesItsRate()
    {
        await using var aws = await LocalAws.StartStruckAsync("dynamodb:throttle:perSecond=4");

        (await aws.WriteAsync([.. Enumerable.Range(0, 6).Select(i => Tables.Put("a", $"{i}"))])).Unprocessed().ShouldBe(2);
        (await aws.WriteAsync(Tables.Put("a", "x"))).Type.ShouldBe("com.amazon.coral.availability#ThrottlingException");
    }

    [Fact]
    public async Task WrongCountAnswersWithOneResultTooFewThoughAllAreStored()
    {
        await using var aws = await LocalAws.StartStruckAsync("kinesis:wrong-count");
        (await aws.PutAsync(SixRecords)).ShouldBeOk().Json.GetProperty("Records").GetArrayLength().ShouldBe(5);
        aws.Faults.Clear();
        aws.Inject("kinesis:wrong-count:by=2");

        (await aws.PutAsync(SixRecords)).ShouldBeOk().Json.GetProperty("Records").GetArrayLength().ShouldBe(8);

        Stored(aws).ShouldBe(12);
    }

    [Theory]
    [InlineData("kinesis:error", 500, "InternalFailure")]
    [InlineData("kinesis:error:status=503", 503, "ServiceUnavailable")]
    [InlineData("kinesis:error:code=ThrottlingException", 400, "ThrottlingException")]
    [InlineData("kinesis:error:code=ProvisionedThroughputExceededException", 400, "ProvisionedThroughputExceededException")]
    [InlineData("kinesis:clock-skew", 400, "InvalidSignatureException")]
    [InlineData("kinesis:expired-credentials", 400, "ExpiredTokenException")]
    [InlineData("dynamodb:error", 500, "com.amazonaws.dynamodb.v20120810#InternalServerError")]
    [InlineData("dynamodb:error:code=ServiceUnavailable", 503, "com.amazon.coral.service#ServiceUnavailable")]
    [InlineData("dynamodb:error:code=ThrottlingException", 400, "com.amazon.coral.availability#ThrottlingException")]
    [InlineData("dynamodb:error:code=RequestLimitExceeded", 400, "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded")]
    [InlineData("dynamodb:clock-skew:minutes=20", 400, "com.amazon.coral.service#InvalidSignatureException")]
    [InlineData("dynamodb:expired-credentials", 400, "com.amazon.coral.service#ExpiredTokenException")]
    public async Task TheWholeCallFailsAndNothingIsStored(string fault, int status, string type)
    {
        await using var aws = await LocalAws.StartStruckAsync(fault);

        var response = fault.StartsWith('k') ? await aws.PutAsync(SixRecords) : await aws.WriteAsync(Tables.Put("a", "1"));

        (response.Status, response.Type).ShouldBe((status, type));
        Stored(aws).ShouldBe(0);
        aws.Faults.Active.Single().Fired.ShouldBe(1);
    }

    [Theory]
    [InlineData("kinesis:reset-before", 0)]
    [InlineData("kinesis:reset-after", 6)]
    [InlineData("dynamodb:reset-before", 0)]
    [InlineData("dynamodb:reset-after", 1)]
    public async Task TheConnectionIsResetBeforeOrAfterTheWrite(string fault, int stored)
    {
        await using var aws = await LocalAws.StartStruckAsync(fault);

        await Should.ThrowAsync<HttpRequestException>(() => fault.StartsWith('k') ? aws.PutAsync(SixRecords) : aws.WriteAsync(Tables.Put("a", "1")));

        Stored(aws).ShouldBe(stored);
    }

    [Fact]
    public async Task AResetIsATcpResetWithoutAByteOfResponse()
    {
        await using var aws = await LocalAws.StartStruckAsync("kinesis:reset-before:operation=*");
        var address = new Uri(aws.Url);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Kinesis_20131202.ListStreams\r\nContent-Length: 2\r\n\r\n{}"));
        var received = 0;

        var ended = false;
        try
        {
            received = await socket.ReceiveAsync(new byte[100]);
            ended = received == 0;
        }
        catch (SocketException e)
        {
            ended = e.SocketErrorCode == SocketError.ConnectionReset;
        }

        (ended, received).ShouldBe((true, 0));
    }

    [Theory]
    [InlineData("kinesis:kill-before", 0)]
    [InlineData("kinesis:kill-after", 6)]
    public async Task TheCallingEnvironmentIsKilledBeforeOrAfterTheWrite(string fault, int stored)
    {
        await using var aws = await LocalAws.StartStruckAsync(fault);
        var killed = new List<string>();
        aws.Faults.KillEnvironment = key =>
        {
            killed.Add(key);
            return true;
        };

        await Should.ThrowAsync<HttpRequestException>(() => aws.PutAsync(SixRecords));

        killed.ShouldBe(["AKID"]);
        Stored(aws).ShouldBe(stored);
    }

    [Fact]
    public async Task ADelayedCallIsAnsweredOnceItsTimeHasPassed()
    {
        await using var aws = await LocalAws.StartStruckAsync("kinesis:delay:ms=5000");

        var pending = aws.PutAsync(SixRecords);
        await UntilWaitingAsync(aws);
        pending.IsCompleted.ShouldBeFalse();
        Stored(aws).ShouldBe(0);
        aws.Clock.Advance(TimeSpan.FromSeconds(5));

        (await pending).ShouldBeOk();
        Stored(aws).ShouldBe(6);
    }

    [Fact]
    public async Task AHungCallEndsOnlyWhenTheCallerGivesUp()
    {
        await using var aws = await LocalAws.StartStruckAsync("kinesis:hang:count=1");
        using var giveUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("{}") };
        request.Headers.Add("X-Amz-Target", "Kinesis_20131202.PutRecords");

        var pending = aws.Http.SendAsync(request, giveUp.Token);
        await UntilAsync(() => aws.Faults.Active.Single().Fired == 1);
        aws.Clock.Advance(TimeSpan.FromHours(1));
        pending.IsCompleted.ShouldBeFalse();
        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => pending);
        (await aws.PutAsync(SixRecords)).ShouldBeOk();
    }

    // The sweep for expired items is the one timer that always waits.
    private static Task UntilWaitingAsync(LocalAws aws) => UntilAsync(() => aws.Clock.PendingTimers > 1);

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
