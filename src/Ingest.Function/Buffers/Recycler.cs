namespace Ingest.Function.Buffers;

/// <summary>
/// Objects that are used again: what one invocation has done with serves the next, and a warm one makes nothing anew. It
/// holds as many as were ever in use at once. Safe from several threads.
/// </summary>
internal sealed class Recycler<T> where T : class, new()
{
    private readonly Stack<T> _free = new();

    public T Rent()
    {
        lock (_free)
        {
            if (_free.TryPop(out var used)) return used;
        }
        return new T();
    }

    /// <summary>Takes back an object that nothing refers to any more.</summary>
    public void Return(T used)
    {
        lock (_free) _free.Push(used);
    }
}
