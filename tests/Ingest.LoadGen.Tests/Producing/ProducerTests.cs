using Microsoft.AspNetCore.Http;

namespace Ingest.LoadGen.Tests.Producing;

/// <summary>The producer against a real HTTP server; only its waits are on a clock moved by hand.</summary>
public sealed class ProducerTests : IRequestObserver
{
    private readonly EventLedger _ledger = new();
    private readonly DeviceFleet _fleet = new(10, 3, Partition.Whole);
    private readonly ManualTimeProvider _time = new();
    private readonly List<(int Attempt, Outcome Outcome, int Events, DateTimeOffset At)> _seen = [];

    [Fact]
    public async Task OnlyTheEventsNamedToRetryAreSentAgain()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync(Script(
            """{"received":5,"accepted":2,"duplicates":0,"rejected":[{"index":4}],"retry":[{"index":1},{"index":3}]}""", 503,
            """{"received":2,"accepted":1,"duplicates":0,"retry":[{"index":1}]}""", 429,
            """{"received":1,"accepted":1,"duplicates":0}""", 202));

        var result = await SendAsync(endpoint, events: 5);

        (result.Attempts, result.Failed, result.First.Outcome).ShouldBe((3, 0, Outcome.Unavailable));
        endpoint.Bodies.Select(b => string.Join(' ', ScriptedEndpoint.EventsIn(b).Select(ScriptedEndpoint.IdOf)))
            .ShouldBe([Ids(0, 1, 2, 3, 4), Ids(1, 3), Ids(3)]);
        var counts = _ledger.Count();
        (counts.Acknowledged, counts.Rejected, counts.Failed, counts.AcknowledgedAtFirstTry).ShouldBe((4, 1, 0, 2));
    }

    [Fact]
    public async Task AResendHasTheSameBytes()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync(Script("Internal Server Error", 502, """{"received":3,"accepted":3,"duplicates":0}""", 202));

        await SendAsync(endpoint, events: 3);

        endpoint.Bodies[0].ShouldBe(endpoint.Bodies[^1]);
    }

    [Fact]
    public async Task RetryAfterIsObeyed()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, body) => _seen.Count < 2
            ? ScriptedEndpoint.Respond(context, 429, "{}", retryAfter: "4")
            : ScriptedEndpoint.Accept(context, 1));

        await SendAsync(endpoint, events: 1);

        var sent = _seen.Where(s => s.Attempt > 0).Select(s => s.At).ToArray();
        sent.Length.ShouldBe(2);
        (sent[1] - sent[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(4));
        _ledger.Count().Acknowledged.ShouldBe(1);
    }

    [Fact]
    public async Task AProducerThatIsToldToStopSendsNothingAgain()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Respond(context, 503, "{}", retryAfter: "50"));
        using var client = new IngestClient(IngestClient.Connections(4), endpoint.Url, TimeSpan.FromSeconds(30));
        using var post = client.CreatePost();
        using var stop = new CancellationTokenSource();
        post.Fill(new EventWriter(_fleet), _ledger.Take(2), 2, _time.GetUtcNow(), BodyFormats.Array);
        var sending = new Producer(client, _ledger, this, RetryPolicy.Patient, _time, new Random(1), stop.Token).SendAsync(post, CancellationToken.None);

        while (_time.PendingTimers == 0 && !sending.IsCompleted) await Task.Yield();
        await stop.CancelAsync();

        var result = await sending;
        (result.Attempts, result.Failed).ShouldBe((1, 2));
    }

    [Fact]
    public async Task PatienceEndsAndWhatIsLeftHasFailed()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Respond(context, 503, "{}", retryAfter: "1"));

        var result = await SendAsync(endpoint, events: 2);

        result.Failed.ShouldBe(2);
        result.Attempts.ShouldBeInRange(2, RetryPolicy.Patient.MaxAttempts);
        _ledger.Count().Failed.ShouldBe(2);
    }

    [Fact]
    public async Task ANaiveProducerSendsOnce()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) => ScriptedEndpoint.Respond(context, 503, "{}"));

        var result = await SendAsync(endpoint, events: 1, RetryPolicy.Naive);

        (result.Attempts, result.Failed, endpoint.Bodies.Count).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task ARejectionIsFinal()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync(Script("""{"status":400,"received":2,"accepted":0,"duplicates":0,"rejected":[{"index":0},{"index":1}]}""", 400));

        var result = await SendAsync(endpoint, events: 2);

        (result.Attempts, result.Failed, _ledger.Count().Rejected).ShouldBe((1, 0, 2));
    }

    [Fact]
    public async Task ACutConnectionIsSentAgain()
    {
        var cut = false;
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, body) =>
        {
            if (cut) return ScriptedEndpoint.Accept(context, 1);
            cut = true;
            context.Abort();
            return Task.CompletedTask;
        });

        var result = await SendAsync(endpoint, events: 1);

        (result.First.Outcome, _ledger.Count().Acknowledged).ShouldBe((Outcome.ConnectionError, 1));
    }

    [Fact]
    public async Task ThePlatformsThrottlingIsToldFromTheFunctions()
    {
        var responses = 0;
        await using var endpoint = await ScriptedEndpoint.StartAsync((context, _) =>
        {
            if (responses++ == 1) return ScriptedEndpoint.Respond(context, 429, "{}");
            context.Response.StatusCode = responses == 1 ? 429 : 202;
            return responses == 1 ? Task.CompletedTask : context.Response.WriteAsync("""{"received":1,"accepted":1,"duplicates":0}""");
        });

        await SendAsync(endpoint, events: 1);

        _seen.Where(s => s.Attempt < 0).Select(s => s.Outcome).ShouldBe([Outcome.ThrottledByPlatform, Outcome.ThrottledByFunction, Outcome.Accepted]);
    }

    void IRequestObserver.Sending(Post post, int attempt) => _seen.Add((attempt, default, post.Count, _time.GetUtcNow()));

    void IRequestObserver.Completed(Post post, int attempt, in RequestResult result, TimeSpan latency, string? violation)
    {
        violation.ShouldBeNull();
        _seen.Add((-attempt, result.Outcome, post.Count, _time.GetUtcNow()));
    }

    private async Task<PostResult> SendAsync(ScriptedEndpoint endpoint, int events, RetryPolicy? policy = null)
    {
        using var client = new IngestClient(IngestClient.Connections(4), endpoint.Url, TimeSpan.FromSeconds(30));
        using var post = client.CreatePost();
        post.Fill(new EventWriter(_fleet), _ledger.Take(events), events, _time.GetUtcNow(), BodyFormats.Array);
        var producer = new Producer(client, _ledger, this, policy ?? RetryPolicy.Patient, _time, new Random(1));
        var sending = producer.SendAsync(post, CancellationToken.None);
        while (!sending.IsCompleted)
        {
            if (_time.PendingTimers > 0) _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        return await sending;
    }

    private string Ids(params int[] sequences) => string.Join(' ', sequences.Select(s => _fleet.IdOf(s)));

    private static Func<HttpContext, byte[], Task> Script(params object[] bodiesAndStatuses)
    {
        var next = 0;
        return (context, _) =>
        {
            var at = Interlocked.Add(ref next, 2) - 2;
            return ScriptedEndpoint.Respond(context, (int)bodiesAndStatuses[at + 1], (string)bodiesAndStatuses[at]);
        };
    }
}
