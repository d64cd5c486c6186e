namespace Ingest.Function.Buffers;

/// <summary>
/// How many still use a pooled object: the last to release it gives it back to its pool, on whatever thread that is. So an
/// abandoned call keeps what it reads, and only until it ends.
/// </summary>
internal struct HoldCount
{
    private int _holds;

    /// <summary>The object was rented: one hold, the renter's.</summary>
    public void Start() => Volatile.Write(ref _holds, 1);

    /// <summary>One more; only while another holds it.</summary>
    public void Add() => Interlocked.Increment(ref _holds);

    /// <returns>True for the last: nobody uses the object any more.</returns>
    /// <exception cref="InvalidOperationException">It was not held: the object may be in use elsewhere by now.</exception>
    public bool Release() => Interlocked.Decrement(ref _holds) switch
    {
        0 => true,
        < 0 => throw new InvalidOperationException("A pooled object was given back more often than it was held."),
        _ => false,
    };
}
