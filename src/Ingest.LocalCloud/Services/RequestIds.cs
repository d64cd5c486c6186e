namespace Ingest.LocalCloud.Services;

/// <summary>Request ids in each service's shape, unique within the process: they are looked up in logs, never guessed.</summary>
internal sealed class RequestIds(TimeProvider time)
{
    private readonly long _start = time.GetUtcNow().ToUnixTimeMilliseconds();
    private long _last;

    /// <summary>What most services send.</summary>
    public string Uuid() => string.Create(36, (_start, Next: Interlocked.Increment(ref _last)), static (span, id) =>
    {
        span.Fill('-');
        ((id._start >> 16) & 0xFFFFFFFF).TryFormat(span, out _, "x8");
        (id._start & 0xFFFF).TryFormat(span[9..], out _, "x4");
        "4000-8000".CopyTo(span[14..]);
        (id.Next & 0xFFFFFFFFFFFF).TryFormat(span[24..], out _, "x12");
    });

    /// <summary>52 upper-case letters and digits.</summary>
    public string Letters() => string.Create(52, (_start, Next: Interlocked.Increment(ref _last)), static (span, id) =>
    {
        span.Fill('0');
        id._start.TryFormat(span, out _, "X16");
        id.Next.TryFormat(span[36..], out _, "X16");
    });
}
