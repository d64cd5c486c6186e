using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Ingest.LoadGen.Producing;

/// <summary>
/// The HTTP/1.1 client of a run. Sits directly on the pool of connections: HttpClient's own timeout, buffering and header
/// defaults would cost more than the generator's whole work on a request.
/// </summary>
internal sealed class IngestClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _url;
    private readonly TimeSpan _timeout;
    private readonly RequestOptions _options;

    /// <param name="handler">Sends requests: <see cref="Connections"/>.</param>
    /// <param name="url">The endpoint that takes POSTs.</param>
    /// <param name="timeout">How long a response is waited for.</param>
    /// <param name="options">What all requests have. Default: nothing.</param>
    public IngestClient(HttpMessageHandler handler, Uri url, TimeSpan timeout, RequestOptions? options = null)
    {
        _options = options ?? RequestOptions.None;
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        _url = url;
        _timeout = timeout;
    }

    /// <summary>A pool for that many requests at once; more wait for a connection, and the wait is part of their latency.</summary>
    /// <param name="max">How many.</param>
    /// <param name="roots">That the server's certificate must chain to. Default: the machine's.</param>
    /// <param name="wire">Times what passes on them. Default: nothing does.</param>
    public static SocketsHttpHandler Connections(int max, X509Certificate2Collection? roots = null, WireClock? wire = null) => new()
    {
        // Above TLS, so that no handshake is taken for a request.
        PlaintextStreamFilter = wire is null ? null : (context, _) => ValueTask.FromResult(wire.Around(context.PlaintextStream)),
        MaxConnectionsPerServer = max,
        SslOptions = roots is null ? new() : new()
        {
            CertificateChainPolicy = Trusting(roots)
        },
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(10)
    };

    public Post CreatePost()
    {
        var post = new Post(_url);
        foreach (var (name, value) in _options.Headers) post.Request.Headers.TryAddWithoutValidation(name, value);
        return post;
    }

    /// <summary>Whether <see cref="Authenticate"/> does anything.</summary>
    public bool Authenticates => _options.Authentication is not null;

    /// <summary>Makes the post's next request one that the endpoint lets in.</summary>
    public void Authenticate(Post post) => _options.Authentication?.Apply(post.Request, post.Body.Span);

    /// <summary>Sends the post and reads the whole result. Throws only when <paramref name="cancel"/> is cancelled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RequestResult> SendAsync(Post post, CancellationToken cancel)
    {
        var timeout = Restart(post);
        using var stop = cancel.CanBeCanceled ? cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout) : default;
        try
        {
            using var response = await _invoker.SendAsync(post.Request, timeout.Token).ConfigureAwait(false);
            var length = await ReadAsync(post, response, timeout.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            var fromFunction = status == 202 || response.Headers.NonValidated.Contains("ingest-outcome");
            return new RequestResult(Outcomes.Of(status, fromFunction), status, length, status is 429 or 503 ? RetryAfter(response) : null, Location: status is >= 300 and < 400 ? response.Headers.Location : null);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return new RequestResult(Outcome.Timeout, 0, 0, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            return new RequestResult(Outcome.ConnectionError, 0, 0, null, Describe(exception));
        }
        finally
        {
            timeout.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    /// <summary>What went wrong with a connection. HttpClient's own words for some of it only point at the cause within.</summary>
    private static string Describe(Exception exception)
    {
        while (exception is { InnerException: { } inner } && (exception.Message.Contains("inner exception", StringComparison.Ordinal) || exception.Message.Contains("while sending", StringComparison.Ordinal)))
            exception = inner;
        return exception.Message.TrimEnd('.');
    }

    private CancellationTokenSource Restart(Post post)
    {
        if (!post.Timeout.TryReset())
        {
            post.Timeout.Dispose();
            post.Timeout = new CancellationTokenSource();
        }
        post.Timeout.CancelAfter(_timeout);
        return post.Timeout;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> ReadAsync(Post post, HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var length) && length.ToString() == "0") return 0;
        var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var read = 0;
        while (true)
        {
            var got = await stream.ReadAsync(post.ResponseBody.AsMemory(read), cancel).ConfigureAwait(false);
            if (got == 0) return read;
            read += got;
            if (read == post.ResponseBody.Length)
            {
                var grown = new byte[read * 2];
                post.ResponseBody.AsSpan().CopyTo(grown);
                post.ResponseBody = grown;
            }
        }
    }

    /// <summary>Seconds, or a date, which is taken from the response's own Date so that clocks need not agree.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        if (asked?.Delta is { } delta) return delta;
        return asked?.Date is { } date && response.Headers.Date is { } now && date > now ? date - now : null;
    }
}
