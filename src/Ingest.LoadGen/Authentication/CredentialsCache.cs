using Amazon.Runtime;

namespace Ingest.LoadGen.Authentication;

/// <summary>
/// Credentials for many requests a second: the SDK, which renews them ahead of their expiry, is asked now and then, beside the
/// requests; until it has answered, the ones before serve.
/// </summary>
internal sealed class CredentialsCache
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);
    private readonly AWSCredentials _source;
    private readonly TimeProvider _time;
    private ImmutableCredentials _current;
    private long _asked;
    private int _asking;

    private CredentialsCache(AWSCredentials source, ImmutableCredentials current, TimeProvider time) => (_source, _current, _time, _asked) = (source, current, time, time.GetTimestamp());

    /// <exception cref="AmazonClientException">The source has none.</exception>
    public static async Task<CredentialsCache> CreateAsync(AWSCredentials source, TimeProvider time) => new(source, await source.GetCredentialsAsync(), time);

    public ImmutableCredentials Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _asked)) >= AskEvery && Interlocked.Exchange(ref _asking, 1) == 0) Renewal = RenewAsync();
            return Volatile.Read(ref _current);
        }
    }

    /// <summary>The last asking.</summary>
    internal Task Renewal { get; private set; } = Task.CompletedTask;

    private async Task RenewAsync()
    {
        // Off the request's thread: the SDK may read files or call a service before its first await.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Volatile.Write(ref _current, await _source.GetCredentialsAsync());
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or IOException or InvalidOperationException)
        {
            // The old ones serve until they expire; then the endpoint says so.
        }
        Volatile.Write(ref _asked, _time.GetTimestamp());
        Volatile.Write(ref _asking, 0);
    }
}
