using System.Net.Sockets;

namespace Ingest.LocalCloud.Tests.Faults;

/// <summary>Bytes on a connection that nobody asked for, as the socket has them.</summary>
public sealed class StrayResponseTests
{
    [Theory]
    [InlineData("kinesis", "Kinesis_20131202.ListStreams", "\"StreamNames\":[\"events\"]")]
    [InlineData("dynamodb", "DynamoDB_20120810.ListTables", "\"TableNames\":[]")]
    public async Task TheResponseComesTwiceOnTheConnection(string target, string operation, string body)
    {
        await using var aws = await StartAsync($"{target}:stray:count=1,operation=*");

        var received = await SendAsync(aws, operation, "Connection: close\r\n");

        var responses = received.Split("HTTP/1.1 200 OK\r\n", StringSplitOptions.RemoveEmptyEntries);
        responses.Length.ShouldBe(2);
        responses.ShouldAllBe(r => r.Contains(body, StringComparison.Ordinal));
        responses[0][responses[0].IndexOf('{', StringComparison.Ordinal)..].ShouldBe(responses[1][responses[1].IndexOf('{', StringComparison.Ordinal)..]);
        Header(responses[0], "x-amzn-RequestId").ShouldBe(Header(responses[1], "x-amzn-RequestId"));
        Header(responses[0], "Content-Length").ShouldBe(Header(responses[1], "Content-Length"));
    }

    [Fact]
    public async Task AnUnasked408FollowsAndTheConnectionIsClosed()
    {
        await using var aws = await StartAsync("kinesis:stray:count=1,operation=*,response=408");

        // Read to its end, which comes only because the server closes it.
        var received = await SendAsync(aws, "Kinesis_20131202.ListStreams");

        received.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        received[received.LastIndexOf("HTTP/1.1", StringComparison.Ordinal)..].ShouldStartWith("HTTP/1.1 408 Request Timeout\r\n");
        received.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task WithATimeBetweenThemTheFirstComesAlone()
    {
        await using var aws = await StartAsync("kinesis:stray:count=1,operation=*,response=408,ms=5000");
        var timers = aws.Clock.PendingTimers;
        using var client = await OpenAsync(aws, "Kinesis_20131202.ListStreams");
        using var reader = new StreamReader(client.GetStream());

        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 200 OK");
        while (aws.Clock.PendingTimers == timers) await Task.Yield();
        aws.Clock.Advance(TimeSpan.FromSeconds(5));

        (await reader.ReadToEndAsync()).ShouldContain("HTTP/1.1 408 Request Timeout\r\n");
    }

    [Fact]
    public async Task OverHttp2NothingFollows()
    {
        await using var local = await Cloud.StartAsync();
        local.Host.Faults.Add(LocalCloud.Faults.FaultParser.Parse("kinesis:stray:operation=*", out _)!);
        using var http = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, local.Host.AwsEndpoint) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent("{}") };
            request.Headers.Add("X-Amz-Target", "Kinesis_20131202.ListStreams");
            request.Headers.Add("X-Amz-Date", TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'"));
            request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00");

            using var response = await http.SendAsync(request);

            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static async Task<LocalAws> StartAsync(string fault)
    {
        var aws = await LocalAws.StartAsync();
        aws.Endpoint.Kinesis.Create("events", 1);
        aws.Inject(fault);
        return aws;
    }

    private static async Task<string> SendAsync(LocalAws aws, string operation, string header = "")
    {
        using var client = await OpenAsync(aws, operation, header);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    private static async Task<TcpClient> OpenAsync(LocalAws aws, string operation, string header = "")
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(aws.Url).Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: {operation}\r\nX-Amz-Date: 20261121T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/any/aws4_request, SignedHeaders=host, Signature=00\r\n{header}Content-Length: 2\r\n\r\n{{}}"));
        return client;
    }

    private static string Header(string response, string name) =>
        response.Split("\r\n").Single(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
}
