using System.Collections.Concurrent;
using System.Text;
using Ingest.LoadGen.Producing;

namespace Ingest.LoadGen.Measurement;

/// <summary>
/// What requests without a 2xx brought: those with one outcome, status and body are one kind, words with digits in them (ids, times, counts) aside.
/// Keeps 64 kinds; what comes beyond these is counted by outcome and status alone.
/// </summary>
internal sealed class FailureLog
{
    private const int MostKinds = 64;

    /// <summary>Bytes of a body that are compared and kept.</summary>
    private const int Excerpt = 300;
    private const ulong FnvOffset = 14_695_981_039_346_656_037;
    private const ulong FnvPrime = 1_099_511_628_211;
    private readonly ConcurrentDictionary<(Outcome Outcome, int Status, ulong Body), Failure> _kinds = new();

    public IEnumerable<Failure> Found => _kinds.Values;

    public void Add(in RequestResult result, ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        body = body[..Math.Min(body.Length, Excerpt)];
        var key = (result.Outcome, result.Status, result.Error is { } error ? (ulong)error.GetHashCode(StringComparison.Ordinal) : KindOf(body));
        if (!_kinds.TryGetValue(key, out var failure))
        {
            var isFull = _kinds.Count >= MostKinds;
            if (isFull) key = key with { Item3 = 0 };
            var text = isFull ? "(others)" : result.Error ?? Encoding.UTF8.GetString(body).TrimEnd('\uFFFD');
            failure = _kinds.GetOrAdd(key, new Failure(result.Outcome, result.Status, text, at));
        }
        failure.Add(at);
    }

    /// <summary>A hash of the body in which a word with a digit is as good as any other.</summary>
    private static ulong KindOf(ReadOnlySpan<byte> body)
    {
        var hash = FnvOffset;
        for (var at = 0; at < body.Length; at++)
        {
            var (end, hasDigit) = (at, false);
            for (; end < body.Length && IsOfWord(body[end]); end++) hasDigit |= char.IsAsciiDigit((char)body[end]);
            if (hasDigit)
            {
                hash = (hash ^ '0') * FnvPrime;
                at = end - 1;
                continue;
            }
            for (; at < end; at++) hash = (hash ^ body[at]) * FnvPrime;
            if (at < body.Length) hash = (hash ^ body[at]) * FnvPrime;
        }
        return hash;
    }

    private static bool IsOfWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_';
}

/// <summary>One kind of them.</summary>
/// <param name="body">How the first's response began, or what the system says of its connection.</param>
/// <param name="first">When the first came.</param>
internal sealed class Failure(Outcome outcome, int status, string body, DateTimeOffset first)
{
    private long _count;
    private long _last = first.UtcTicks;

    public Outcome Outcome => outcome;
    public int Status => status;
    public string Body => body;
    public DateTimeOffset First => first;
    public DateTimeOffset Last => new(Volatile.Read(ref _last), TimeSpan.Zero);
    public long Count => Volatile.Read(ref _count);

    public void Add(DateTimeOffset at)
    {
        Interlocked.Increment(ref _count);
        Volatile.Write(ref _last, at.UtcTicks);
    }
}
