using System.Globalization;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Producing;

namespace Ingest.Suites.Faults;

/// <summary>What the producers of a phase were told: every response by status, and for each event whether it was ever told to be sent again.</summary>
internal sealed class ResponseTally : IRequestObserver
{
    private readonly Lock _lock = new();
    private readonly Bitmap _toldOtherwise = new();
    private readonly SortedDictionary<string, long> _statuses = new(StringComparer.Ordinal);
    private long _resent;

    /// <summary>Requests by status; the platform's own 429 apart from the function's.</summary>
    public IReadOnlyDictionary<string, long> Statuses => _statuses;

    /// <summary>Requests that got no HTTP response at all.</summary>
    public long Unanswered { get; private set; }

    public long BadGateways { get; private set; }

    /// <summary>Events in requests beyond the first of their POST.</summary>
    public long Resent => Volatile.Read(ref _resent);

    /// <summary>Events that some response did not call durable.</summary>
    public long ToldOtherwise => _toldOtherwise.Count;

    public TimeSpan Slowest { get; private set; }

    public long Violations { get; private set; }

    public string? FirstViolation { get; private set; }

    public bool WasToldOtherwise(long sequence) => _toldOtherwise[sequence];

    public void Sending(Post post, int attempt)
    {
        if (attempt > 1) Interlocked.Add(ref _resent, post.Count);
    }

    public void Completed(Post post, int attempt, in RequestResult result, TimeSpan latency, string? violation)
    {
        if (result.Status != 0) NoteToldOtherwise(post);
        lock (_lock)
        {
            var status = result switch
            {
                { Status: 0 } => "none",
                { Outcome: Outcome.ThrottledByPlatform } => "429 of the platform",
                _ => result.Status.ToString(CultureInfo.InvariantCulture),
            };
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            if (result.Status == 0) Unanswered++;
            if (result.Status == 502) BadGateways++;
            if (latency > Slowest) Slowest = latency;
            if (result is { Outcome: Outcome.ThrottledByFunction or Outcome.Unavailable, RetryAfter: null }) violation ??= $"a {result.Status} without Retry-After";
            if (violation is null) return;
            Violations++;
            FirstViolation ??= violation;
        }
    }

    private void NoteToldOtherwise(Post post)
    {
        if (post.Response.Others is Verdict.Retry or Verdict.Failed)
        {
            foreach (var sequence in post.Sequences) _toldOtherwise.Add(sequence);
            return;
        }
        foreach (var index in post.Response.Retry)
        {
            if (index < post.Count) _toldOtherwise.Add(post.Sequences[index]);
        }
    }
}
