using System.Runtime.CompilerServices;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Target;

namespace Ingest.LoadGen.Producing;

/// <summary>
/// A producer that keeps the contract of docs/api.md: what a response calls durable is done, what it rejects is final,
/// what it names to retry is sent again (only that; the whole POST where nothing is named), Retry-After is obeyed, and
/// all of it is bounded. Every answer goes into the ledger.
/// </summary>
internal sealed class Producer(IngestClient client, EventLedger ledger, IRequestObserver observer, RetryPolicy policy, TimeProvider time, Random random)
{
    /// <summary>Sends a filled post until nothing is left to retry or the policy gives up. What is left then has failed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PostResult> SendAsync(Post post, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var reply = post.Reply;
        Answer? first = null;
        var firstLatency = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            var sent = time.GetTimestamp();
            observer.Sending(post, attempt);
            var answer = await client.SendAsync(post, cancel).ConfigureAwait(false);
            var latency = time.GetElapsedTime(sent);
            if (first is null) (first, firstLatency) = (answer, latency);
            reply.Read(answer.Status, post.Response.AsSpan(0, answer.BodyLength), post.Count);
            observer.Answered(post, attempt, answer, latency, reply.Violation);
            var left = Account(post, reply, attempt);
            if (left == 0) return new PostResult(first.Value, firstLatency, attempt, 0);
            if (policy.WaitAfter(attempt, time.GetElapsedTime(started), answer, Jitter()) is not { } wait)
                return new PostResult(first.Value, firstLatency, attempt, left);
            if (reply.Retry.Count > 0) post.Narrow(reply.Retry);
            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Notes what the reply says of each event; how many are still to be sent again.</summary>
    private int Account(Post post, IngestReply reply, int attempt)
    {
        var sequences = post.Sequences;
        if (reply.Others == Verdict.Retry) return sequences.Length;
        var (rejected, retry) = (0, 0);
        for (var index = 0; index < sequences.Length; index++)
        {
            // Both lists ascend, as the events did.
            if (rejected < reply.Rejected.Count && reply.Rejected[rejected] == index)
            {
                rejected++;
                ledger.Reject(sequences[index]);
            }
            else if (retry < reply.Retry.Count && reply.Retry[retry] == index) retry++;
            else if (reply.Others == Verdict.Acknowledged) ledger.Acknowledge(sequences[index], firstTry: attempt == 1);
            else if (reply.Others == Verdict.Rejected) ledger.Reject(sequences[index]);
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
/// <param name="First">The first request's answer.</param>
/// <param name="FirstLatency">The first request's latency.</param>
/// <param name="Attempts">Requests made.</param>
/// <param name="Failed">Events that were not told either way.</param>
internal readonly record struct PostResult(Answer First, TimeSpan FirstLatency, int Attempts, int Failed);

/// <summary>Sees every request: the measurement of a run, or nothing.</summary>
internal interface IRequestObserver
{
    void Sending(Post post, int attempt);

    /// <param name="post">The post as it was sent.</param>
    /// <param name="attempt">1 for the first request.</param>
    /// <param name="answer">What came back.</param>
    /// <param name="latency">From the request's actual start.</param>
    /// <param name="violation">How the response broke the contract; null where it kept it.</param>
    void Answered(Post post, int attempt, in Answer answer, TimeSpan latency, string? violation);
}
