using System.Collections.Concurrent;

namespace Ingest.LoadGen.Producing;

/// <summary>Posts that are not under way: as many exist as were ever under way at once.</summary>
internal sealed class PostPool(Func<Post> create) : IDisposable
{
    private readonly ConcurrentQueue<Post> _free = new();

    public Post Rent() => _free.TryDequeue(out var post) ? post : create();

    public void Return(Post post) => _free.Enqueue(post);

    public void Dispose()
    {
        while (_free.TryDequeue(out var post)) post.Dispose();
    }
}
