using System.Text.Json;
using Amazon.Runtime;
using Ingest.LoadGen.Verification;

namespace Ingest.LoadGen.CloudWatch;

/// <summary>Which function's metrics are read, and where.</summary>
internal sealed record PlatformOptions
{
    public required string Function { get; init; }

    /// <summary>Null: AWS, in the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null: the SDK's own, or us-east-1 at an endpoint of one's own.</summary>
    public string? Region { get; init; }
}

/// <summary>Reads the function's metrics of a run, once CloudWatch has them.</summary>
internal sealed class PlatformReader(PlatformOptions options, TimeProvider time)
{
    // Lambda sends its metrics every minute, and CloudWatch shows them up to a few minutes later.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(15);

    /// <param name="started">When the first request may have been sent, warm-up included.</param>
    /// <param name="expected">Requests that were answered: reading goes on until as many are counted, or for four minutes.</param>
    /// <param name="cancel">Ends the waiting: what is there by then is returned.</param>
    /// <exception cref="PlatformException">CloudWatch can't be read.</exception>
    public async Task<PlatformMetrics> ReadAsync(DateTimeOffset started, long expected, CancellationToken cancel)
    {
        try
        {
            var region = options.Region ?? (options.Endpoint is null ? FallbackRegionFactory.GetRegionEndpoint()?.SystemName : null) ?? "us-east-1";
            using var client = new MetricDataClient(options.Endpoint ?? new Uri($"https://monitoring.{region}.amazonaws.com/"), region, SinkReaders.Credentials(options.Endpoint?.ToString()));
            var (from, began) = (Minute(started), time.GetTimestamp());
            var to = Minute(time.GetUtcNow()) + TimeSpan.FromMinutes(1);
            while (true)
            {
                var metrics = PlatformMetrics.Of(options.Function, from, to, await client.ReadAsync(options.Function, PlatformMetrics.Queries, from, to, CancellationToken.None));
                // An endpoint of one's own has no delay.
                if (metrics.Requests >= expected || options.Endpoint is not null || time.GetElapsedTime(began) >= Patience || cancel.IsCancellationRequested) return metrics;
                await Task.Delay(BetweenReads, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException or InvalidOperationException or AmazonClientException or FormatException)
        {
            throw new PlatformException($"CloudWatch could not be read: {UnreadableSink.OneLine(exception.Message)}. Check the credentials, that they allow cloudwatch:GetMetricData, and --region or --cloudwatch-endpoint.", exception);
        }
    }

    private static DateTimeOffset Minute(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds() / 60 * 60);
}

/// <summary>The platform's metrics can't be had; the message says why.</summary>
internal sealed class PlatformException(string message, Exception inner) : Exception(message, inner);
