namespace Ingest.LoadGen.Tests.Producing;

public class IngestClientTests
{
    [Fact]
    public async Task AResponseThatDoesNotComeIsATimeoutAndThePostCanBeUsedAgain()
    {
        using var hold = new CancellationTokenSource();
        await using var endpoint = await ScriptedEndpoint.StartAsync(async (context, _) =>
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
            if (!hold.IsCancellationRequested) await gone.Task;
            else await ScriptedEndpoint.Accept(context, 1);
        });
        using var client = new IngestClient(IngestClient.Connections(2), endpoint.Url, TimeSpan.FromMilliseconds(200));
        using var post = Fill(client);

        (await client.SendAsync(post, CancellationToken.None)).Outcome.ShouldBe(Outcome.Timeout);
        await hold.CancelAsync();
        using var patient = new IngestClient(IngestClient.Connections(2), endpoint.Url, TimeSpan.FromSeconds(30));
        (await patient.SendAsync(post, CancellationToken.None)).Outcome.ShouldBe(Outcome.Accepted);
    }

    [Fact]
    public async Task LongResponsesAreReadWhole()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Respond(context, 400, new string('x', 100_000)));
        using var client = new IngestClient(IngestClient.Connections(2), endpoint.Url, TimeSpan.FromSeconds(30));
        using var post = Fill(client);

        var response = await client.SendAsync(post, CancellationToken.None);

        (response.Outcome, response.BodyLength).ShouldBe((Outcome.Rejected, 100_000));
        post.ResponseBody.AsSpan(0, response.BodyLength).IndexOfAnyExcept((byte)'x').ShouldBe(-1);
    }

    [Theory]
    [InlineData(202, true, Outcome.Accepted)]
    [InlineData(200, true, Outcome.PartiallyRejected)]
    [InlineData(403, false, Outcome.NotAllowed)]
    [InlineData(413, true, Outcome.Rejected)]
    [InlineData(429, true, Outcome.ThrottledByFunction)]
    [InlineData(429, false, Outcome.ThrottledByPlatform)]
    [InlineData(502, false, Outcome.BadGateway)]
    [InlineData(503, true, Outcome.Unavailable)]
    [InlineData(503, false, Outcome.ServerError)]
    [InlineData(504, false, Outcome.ServerError)]
    [InlineData(301, false, Outcome.Redirect)]
    [InlineData(204, false, Outcome.OtherSuccess)]
    [InlineData(404, false, Outcome.ClientError)]
    internal void StatusesAreToldApart(int status, bool fromFunction, Outcome outcome) => Outcomes.Of(status, fromFunction).ShouldBe(outcome);

    [Fact]
    public async Task BodyAndHeadersAreThoseOfTheFormat()
    {
        var types = new List<string?>();
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, body) =>
        {
            types.Add($"{context.Request.ContentType} {context.Request.Headers.ContentEncoding} {context.Request.ContentLength == body.Length}");
            return ScriptedEndpoint.Accept(context, 1);
        });
        using var client = new IngestClient(IngestClient.Connections(2), endpoint.Url, TimeSpan.FromSeconds(30));
        using var post = client.CreatePost();
        foreach (var (format, count, encoding) in new[]
                 {
                     (BodyFormats.Array, 1, BodyEncoding.Identity), (BodyFormats.Array, 3, BodyEncoding.Identity), (BodyFormats.Envelope, 2, BodyEncoding.Gzip),
                     (BodyFormats.Envelope, 2, BodyEncoding.Identity)
                 })
        {
            post.Fill(new EventWriter(new DeviceFleet(3, 1, Partition.Whole)), 0, count, DateTimeOffset.UnixEpoch, format, encoding: encoding);
            await client.SendAsync(post, CancellationToken.None);
        }

        types.ShouldBe(["application/json  True", "application/json  True", "application/octet-stream gzip True", "application/json  True"]);
        endpoint.Bodies.Select(b => (char)b[0]).ShouldBe(['{', '[', '\u001F', '{']);
        endpoint.Bodies.Select(b => ScriptedEndpoint.EventsIn(b).Count).ShouldBe([1, 3, 2, 2]);
    }

    private static Post Fill(IngestClient client)
    {
        var post = client.CreatePost();
        post.Fill(new EventWriter(new DeviceFleet(3, 1, Partition.Whole)), 0, 1, DateTimeOffset.UnixEpoch, BodyFormats.Array);
        return post;
    }
}
