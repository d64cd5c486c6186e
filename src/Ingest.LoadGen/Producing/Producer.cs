using System.Runtime.CompilerServices;
using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Producing;

/// <summary>
/// A producer that keeps the contract of docs/api.md: what a response calls durable is done, what it rejects is final,
/// what it names to retry is sent again (only that; the whole POST if nothing is named), Retry-After is obeyed, and
/// all of it is bounded. Every response goes into the ledger. Told to stop, it sends nothing again.
/// </summary>
internal sealed class Producer(IngestClient client, EventLedger ledger, IRequestObserver observer, RetryPolicy policy, TimeProvider time, Random random, CancellationToken stop = default)
{
    /// <summary>Sends a filled post until nothing is left to retry or the policy abandons it. What is left then has failed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PostResult> SendAsync(Post post, CancellationToken cancel)
    {
        var started = 0L;
        var response = post.Response;
        RequestResult? first = null;
        var firstLatency = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            if (client.Authenticates)
            {
                var began = time.GetTimestamp();
                client.Authenticate(post);
                observer.Authenticated(post, time.GetElapsedTime(began));
            }
            var sent = time.GetTimestamp();
            if (attempt == 1) started = sent;
            observer.Sending(post, attempt);
            var result = await client.SendAsync(post, cancel).ConfigureAwait(false);
            var latency = time.GetElapsedTime(sent);
            if (first is null) (first, firstLatency) = (result, latency);
            response.Read(result.Status, post.ResponseBody.AsSpan(0, result.BodyLength), post.Count);
            observer.Completed(post, attempt, result, latency, response.Violation);
            var left = Account(post, response, attempt);
            var elapsed = time.GetElapsedTime(started);
            if (left == 0 || policy.WaitAfter(attempt, elapsed, result, Jitter()) is not { } wait || !await WaitAsync(wait, cancel).ConfigureAwait(false))
            {
                observer.Finished(post, elapsed, isDurable: left == 0 && result.Outcome.IsSuccess());
                return new PostResult(first.Value, firstLatency, attempt, left, elapsed);
            }
            if (response.Retry.Count > 0) post.Narrow(response.Retry);
        }
    }

    /// <summary>False if the producer was told to stop: nothing is sent again then.</summary>
    private async ValueTask<bool> WaitAsync(TimeSpan wait, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        try
        {
            await Task.Delay(wait, time, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Notes what the response says of each event; how many are still to be sent again.</summary>
    private int Account(Post post, IngestResponse response, int attempt)
    {
        var sequences = post.Sequences;
        if (response.Others == Verdict.Retry) return sequences.Length;
        var (rejected, retry) = (0, 0);
        for (var index = 0; index < sequences.Length; index++)
        {
            // Both lists ascend, as the events did.
            if (rejected < response.Rejected.Count && response.Rejected[rejected] == index)
            {
                rejected++;
                ledger.Reject(sequences[index]);
            }
            else if (retry < response.Retry.Count && response.Retry[retry] == index) retry++;
            else if (response.Others == Verdict.Acknowledged) ledger.Acknowledge(sequences[index], firstTry: attempt == 1);
            else if (response.Others == Verdict.Rejected) ledger.Reject(sequences[index]);
        }
        return retry;
    }

    private Random Jitter()
    {
        // Random is not safe for concurrent use; a retry is rare enough to take its own.
        lock (random) return new Random(random.Next());
    }
}

/// <summary>What became of a post.</summary>
/// <param name="First">The first request's result.</param>
/// <param name="FirstLatency">The first request's latency.</param>
/// <param name="Attempts">Requests made.</param>
/// <param name="Failed">Events that were not told either way.</param>
/// <param name="Elapsed">From the first request's start to the last response.</param>
internal readonly record struct PostResult(RequestResult First, TimeSpan FirstLatency, int Attempts, int Failed, TimeSpan Elapsed);

/// <summary>Sees every request: the measurement of a run, or nothing.</summary>
internal interface IRequestObserver
{
    void Sending(Post post, int attempt);

    /// <summary>A request was signed, before its latency begins.</summary>
    void Authenticated(Post post, TimeSpan took)
    {
    }

    /// <summary>Nothing more of a post will be sent.</summary>
    /// <param name="post">The post as it was sent last.</param>
    /// <param name="elapsed">From the actual start of its first request, resends and waits included.</param>
    /// <param name="isDurable">All its events are, but for those rejected; else it was abandoned.</param>
    void Finished(Post post, TimeSpan elapsed, bool isDurable)
    {
    }

    /// <param name="post">The post as it was sent.</param>
    /// <param name="attempt">1 for the first request.</param>
    /// <param name="result">What came back.</param>
    /// <param name="latency">From the request's actual start.</param>
    /// <param name="violation">How the response broke the contract; null if it kept it.</param>
    void Completed(Post post, int attempt, in RequestResult result, TimeSpan latency, string? violation);
}
