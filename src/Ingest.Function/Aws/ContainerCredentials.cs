using System.Text;
using Amazon.Runtime;
using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>
/// Credentials of the container endpoint, fetched under the caller's time limit. They are renewed before they expire, beside
/// the calls; while that hangs or fails, the old ones serve until they expire. The SDK's GenericContainerCredentials takes no
/// limit: an endpoint that hangs held up every call for HttpClient's 100 s.
/// </summary>
/// <param name="endpoint">Where they are.</param>
/// <param name="time">The clock of their expiry.</param>
internal sealed class ContainerCredentials(ContainerEndpoint endpoint, TimeProvider time) : AWSCredentials
{
    /// <summary>Far above a healthy fetch, which does not leave the machine.</summary>
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(2);

    /// <summary>Before they expire; of credentials that live for less than twice this, half their life.</summary>
    private static readonly TimeSpan RenewedAhead = TimeSpan.FromMinutes(5);

    /// <summary>Between failed renewals, while the old ones serve.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private ImmutableCredentials? _current;
    private DateTimeOffset _expires;
    private DateTimeOffset _renewFrom;
    private Task<ImmutableCredentials>? _renewal;

    /// <param name="cancellation">Ends the wait, not the renewal: it serves those who come later.</param>
    /// <exception cref="AmazonClientException">There are none, and the endpoint gave none.</exception>
    public ValueTask<ImmutableCredentials> ReadAsync(CancellationToken cancellation)
    {
        Task<ImmutableCredentials> renewal;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_current is not null && now < _renewFrom && now < _expires) return new(_current);
            renewal = _renewal ??= Task.Run(RenewAsync, CancellationToken.None);
            if (_current is not null && now < _expires) return new(_current);
        }
        return new(renewal.WaitAsync(cancellation));
    }

    /// <summary>The service calls them expired.</summary>
    public void Forget()
    {
        lock (_lock) _current = null;
    }

    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    public override Task<ImmutableCredentials> GetCredentialsAsync() => ReadAsync(CancellationToken.None).AsTask();

    private async Task<ImmutableCredentials> RenewAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(LongestFetch, time);
            var (credentials, expires) = await FetchAsync(limit.Token);
            lock (_lock)
            {
                var life = expires - time.GetUtcNow();
                (_current, _expires) = (credentials, expires);
                _renewFrom = expires - (life < 2 * RenewedAhead ? life / 2 : RenewedAhead);
                _renewal = null;
            }
            return credentials;
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _renewFrom = time.GetUtcNow() + RetryDelay;
                _renewal = null;
            }
            throw new AmazonClientException($"{endpoint.Address} gave no credentials: {(e is OperationCanceledException ? "no response in time" : e.Message)}", e);
        }
    }

    private async Task<(ImmutableCredentials Credentials, DateTimeOffset Expires)> FetchAsync(CancellationToken cancellation)
    {
        var request = Encoding.UTF8.GetBytes(
            $"GET {endpoint.Address.PathAndQuery} HTTP/1.1\r\nHost: {endpoint.Address.Authority}\r\nAccept: application/json\r\nUser-Agent: ingest\r\nConnection: close\r\n{await endpoint.AuthorizationAsync(cancellation)}\r\n");
        using var connection = await HttpConnection.OpenAsync(new HttpEndpoint(endpoint.Address), cancellation);
        try
        {
            return ContainerEndpoint.Read(await connection.ExchangeAsync(request, cancellation));
        }
        finally
        {
            connection.ReleaseBuffer();
        }
    }
}
