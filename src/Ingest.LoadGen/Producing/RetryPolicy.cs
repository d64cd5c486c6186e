namespace Ingest.LoadGen.Producing;

/// <summary>When and how often a producer sends again. Pure: randomness comes in, a wait goes out.</summary>
/// <param name="MaxAttempts">Requests for one POST at most, the first included. 1 never retries.</param>
/// <param name="Budget">The time from the first request after which no other is begun.</param>
/// <param name="Base">The widest first wait.</param>
/// <param name="Cap">The widest wait.</param>
internal sealed record RetryPolicy(int MaxAttempts, TimeSpan Budget, TimeSpan Base, TimeSpan Cap)
{
    /// <summary>
    /// As the contract asks of producers: bounded, Retry-After obeyed, full jitter from one second on. From a tenth of that,
    /// a moment's overload lasted: what was refused came back at once and took the time of what was not. One second is
    /// where AWS's own SDKs begin. Source: StandardRetryStrategy, AWS SDK for Java 2.x.
    /// </summary>
    // Fifty waits of 2.5 s on average outlast the budget: an unlucky producer in a long queue is not to abandon its events before the others.
    public static RetryPolicy Patient { get; } = new(50, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    /// <summary>A producer that sends once and forgets.</summary>
    public static RetryPolicy Naive { get; } = new(1, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>The wait before request number <paramref name="attempt"/> + 1; null to abandon the post.</summary>
    /// <param name="attempt">Requests made so far; at least 1.</param>
    /// <param name="elapsed">Since the first request began.</param>
    /// <param name="result">The last one's.</param>
    /// <param name="random">Spreads producers that failed together.</param>
    public TimeSpan? WaitAfter(int attempt, TimeSpan elapsed, in RequestResult result, Random random)
    {
        if (attempt >= MaxAttempts) return null;
        var widest = Math.Min(Cap.Ticks, Base.Ticks * Math.Pow(2, Math.Min(attempt - 1, 30)));
        var jitter = TimeSpan.FromTicks((long)(random.NextDouble() * widest));
        // Retry-After is the earliest moment asked for; jitter comes on top, lest all return in the same instant.
        var wait = result.RetryAfter is { } asked ? asked + jitter : jitter;
        return elapsed + wait > Budget ? null : wait;
    }
}
