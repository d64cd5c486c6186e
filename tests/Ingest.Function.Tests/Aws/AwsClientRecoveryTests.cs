using System.Net;
using Amazon.Runtime;
using Ingest.Function.Tests.Http;
using Ingest.Function.Tests.Sinks;

namespace Ingest.Function.Tests.Aws;

/// <summary>What dead, hung and lagging connections cost.</summary>
public sealed class AwsClientRecoveryTests
{
    private const int Kept = 8;

    [Fact]
    public async Task KeptConnectionsThatDiedCostOneTryTogether()
    {
        using var server = new ScriptedServer((connection, _) => connection <= Kept ? null : ScriptedServer.Response("{}"));
        using var client = Client(server);
        for (var i = 0; i < Kept; i++) await client.ConnectAsync(default);

        (await CallAsync(client)).ShouldBe("{}");
        (server.Requests, server.Connections).ShouldBe((2, Kept + 1));
        (await CallAsync(client)).ShouldBe("{}");

        (server.Requests, server.Connections).ShouldBe((3, Kept + 1));
    }

    [Fact]
    public async Task KeptConnectionsThatHangCostOneTryTogether()
    {
        using var server = new ScriptedServer((connection, _) => connection <= Kept ? "" : ScriptedServer.Response("{}"));
        using var client = Client(server);
        for (var i = 0; i < Kept; i++) await client.ConnectAsync(default);
        using var limit = new CancellationTokenSource();

        var hung = CallAsync(client, limit.Token);
        for (var looks = 0; looks < 10_000_000 && server.Requests == 0; looks++) await Task.Yield();
        await limit.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => hung);

        (await CallAsync(client)).ShouldBe("{}");
        (server.Requests, server.Connections).ShouldBe((2, Kept + 1));
    }

    [Theory]
    [InlineData("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("garbage\r\n\r\n")]
    public async Task AKeptConnectionThatBringsAnotherResponseIsReplacedAtOnce(string response)
    {
        using var server = new ScriptedServer((connection, _) => connection == 1 ? response : ScriptedServer.Response("{}"));
        using var client = Client(server);
        await client.ConnectAsync(default);

        (await CallAsync(client)).ShouldBe("{}");

        (server.Requests, server.Connections).ShouldBe((2, 2));
    }

    [Fact]
    public async Task AFreshConnectionThatFailsIsLeftToTheRetries()
    {
        using var server = new ScriptedServer((_, _) => null);
        using var client = Client(server);

        AwsFailure.Explain(await Should.ThrowAsync<IOException>(() => CallAsync(client))).Outcome.ShouldBe(WriteOutcome.Unavailable);

        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task AFreshConnectionThatAnswers408IsLeftToTheRetries()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response("", status: 408));
        using var client = Client(server);

        var failure = await Should.ThrowAsync<AmazonServiceException>(() => CallAsync(client));

        failure.StatusCode.ShouldBe(HttpStatusCode.RequestTimeout);
        AwsFailure.Explain(failure).Outcome.ShouldBe(WriteOutcome.Unavailable);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task AnErrorOfTheServiceKeepsTheConnection()
    {
        using var server = new ScriptedServer((_, request) => request == 1 ? ScriptedServer.Response("""{"__type":"ThrottlingException"}""", status: 400) : ScriptedServer.Response("{}"));
        using var client = Client(server);

        (await Should.ThrowAsync<AmazonServiceException>(() => CallAsync(client))).ErrorCode.ShouldBe("ThrottlingException");
        (await CallAsync(client)).ShouldBe("{}");

        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("{\"__type\":\"ValidationException\",\"message\":\"\\ud800\"}")]
    [InlineData("{\"message\":\"\\ud800\"}")]
    [InlineData("{\"__type\":7}")]
    public async Task AnErrorThatCannotBeReadIsWorthItsStatus(string body)
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response(body, status: 400));
        using var client = Client(server);

        (await Should.ThrowAsync<AmazonServiceException>(() => CallAsync(client))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>The code goes into responses and the log as it is, so it must be one.</summary>
    [Theory]
    [InlineData("Access Denied", null)]
    [InlineData("A\\r\\nB", null)]
    [InlineData("{long}", null)]
    [InlineData("", null)]
    [InlineData("com.amazon.coral#AccessDeniedException:http://x/", "AccessDeniedException")]
    public async Task WhatIsNoCodeIsNotTakenForOne(string type, string? code)
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response($$"""{"__type":"{{type.Replace("{long}", new string('x', 50_000), StringComparison.Ordinal)}}"}""", status: 403));
        using var client = Client(server);

        (await Should.ThrowAsync<AmazonServiceException>(() => CallAsync(client))).ErrorCode.ShouldBe(code);
    }

    [Fact]
    public async Task AMessageThatCannotBeReadHidesNoCode()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response("{\"message\":\"\\ud800\",\"__type\":\"ThrottlingException\"}", status: 400));
        using var client = Client(server);

        (await Should.ThrowAsync<AmazonServiceException>(() => CallAsync(client))).ErrorCode.ShouldBe("ThrottlingException");
    }

    [Fact]
    public async Task TheSessionTokenIsNotInAnErrorWhateverStandsAroundIt()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response("""{"__type":"AccessDeniedException","message":"The token SECRET-TOKEN is bad"}""", status: 400));
        using var client = Client(server, new SessionAWSCredentials("a", "b", "SECRET-TOKEN"));

        (await Should.ThrowAsync<AmazonServiceException>(() => CallAsync(client))).Message.ShouldBe("The token [the rest is left out: it quotes the session token]");
    }

    /// <summary>A moment later its clock would have passed the last time that there is, and no call could be signed any more.</summary>
    [Fact]
    public async Task AServerAtTheEndOfTimeIsNotFollowed()
    {
        using var server = new ScriptedServer((_, request) =>
            request == 1 ? ScriptedServer.Response("""{"__type":"InvalidSignatureException"}""", 403, "Date: Fri, 31 Dec 9999 23:59:59 GMT\r\n") : ScriptedServer.Response("{}"));
        var time = new ManualTimeProvider();
        using var client = Client(server, time: time);
        await Should.ThrowAsync<AmazonServiceException>(() => CallAsync(client));

        time.Advance(TimeSpan.FromSeconds(2));

        (await CallAsync(client)).ShouldBe("{}");
    }

    [Fact]
    public async Task AConnectionWhoseResponseProvesNothingIsNotUsedAgain()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Response("{}"));
        var environment = new AwsEnvironment(name => name switch { "AWS_REGION" => "us-east-1", "AWS_ENDPOINT_URL" => server.Endpoint.Uri.ToString(), _ => null });
        foreach (var sink in ConfiguredSinks.Create(Batches.Settings, new DirectTransports(environment, new BasicAWSCredentials("a", "b"), TimeProvider.System)))
        {
            var before = server.Connections;
            await Should.ThrowAsync<System.Text.Json.JsonException>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default));
            await Should.ThrowAsync<System.Text.Json.JsonException>(() => sink.OutcomesAsync(LocalSinks.Call(sink, Batches.OfCount(1)), default));
            server.Connections.ShouldBe(before + 2);
        }
    }

    private static AwsClient Client(ScriptedServer server, AWSCredentials? credentials = null, TimeProvider? time = null) =>
        new(new AwsService("kinesis", server.Endpoint, "us-east-1"), credentials ?? new BasicAWSCredentials("a", "b"), time ?? TimeProvider.System);

    private static async Task<string> CallAsync(AwsClient client, CancellationToken cancellation = default)
    {
        using var request = await client.NewRequestAsync(client.Service.JsonOperation("Kinesis_20131202.PutRecords", "1.1"), 16, cancellation);
        request.Buffer.Write("{}"u8);
        using var response = await client.SendAsync(request, cancellation);
        return System.Text.Encoding.UTF8.GetString(response.Body.Span);
    }
}
