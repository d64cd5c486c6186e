using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Verification;

/// <summary>Reads the sinks that were asked for, side by side. One that can't be read leaves the other's reading as it is.</summary>
internal sealed class SinkReaders(SinkOptions options, DeviceFleet fleet, TimeProvider time)
{
    /// <param name="started">When the first event may have been sent.</param>
    /// <param name="progress">Called with a sink's name and its events so far.</param>
    /// <param name="cancel">Ends the reading early, which throws.</param>
    public async Task<SinkReadings> ReadAsync(DateTimeOffset started, Action<string, long> progress, CancellationToken cancel)
    {
        var sinks = new List<Task<(SinkReading? Reading, string? Problem)>>();
        if (options.Stream is { } stream)
            sinks.Add(ReadAsync(new AmazonKinesisConfig(), options.KinesisEndpoint, UnreadableSink.Stream(stream), async config =>
            {
                using var client = new AmazonKinesisClient(Credentials(options.KinesisEndpoint), config);
                return await new KinesisStreamReader(client, stream, fleet, time).ReadAsync(started, paced: options.KinesisEndpoint is null, count => progress("Kinesis", count), cancel);
            }, cancel));
        if (options.Table is { } table)
            sinks.Add(ReadAsync(new AmazonDynamoDBConfig(), options.DynamoDbEndpoint, UnreadableSink.Table(table), async config =>
            {
                using var client = new AmazonDynamoDBClient(Credentials(options.DynamoDbEndpoint), config);
                return await new DynamoDbTableReader(client, table, fleet, time).ReadAsync(count => progress("DynamoDB", count), cancel);
            }, cancel));
        var read = await Task.WhenAll(sinks);
        return new SinkReadings([.. read.Select(r => r.Reading).OfType<SinkReading>()], [.. read.Select(r => r.Problem).OfType<string>()]);
    }

    private async Task<(SinkReading?, string?)> ReadAsync<T>(T config, string? endpoint, UnreadableSink sink, Func<T, Task<SinkReading>> read, CancellationToken cancel) where T : ClientConfig
    {
        try
        {
            return (await read(Configure(config, endpoint)), null);
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or JsonException or UriFormatException
            || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            var region = options.Region ?? Environment.GetEnvironmentVariable("AWS_REGION");
            return (null, sink.Describe(endpoint is not null ? $" at {endpoint}" : region is not null ? $" in {region}" : "", exception));
        }
    }

    private T Configure<T>(T config, string? endpoint) where T : ClientConfig
    {
        // The SDK's ten tries for DynamoDB take minutes if nothing listens any more.
        config.MaxErrorRetry = 3;
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }
        else if (options.Region is not null) config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        return config;
    }

    /// <summary>An endpoint of one's own takes any key: without one in the environment, a made-up one signs.</summary>
    internal static AWSCredentials Credentials(string? endpoint) =>
        endpoint is not null && Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is null
            ? new BasicAWSCredentials("local", "local")
            : DefaultAWSCredentialsIdentityResolver.GetCredentials();
}

/// <param name="Read">Of the sinks that could be read to their end.</param>
/// <param name="Problems">Of the others, a sentence each.</param>
internal sealed record SinkReadings(IReadOnlyList<SinkReading> Read, IReadOnlyList<string> Problems);
