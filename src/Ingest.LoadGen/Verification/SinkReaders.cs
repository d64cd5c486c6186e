using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Ingest.LoadGen.Fleet;

namespace Ingest.LoadGen.Verification;

/// <summary>Reads the sinks that were asked for, side by side.</summary>
internal sealed class SinkReaders(SinkOptions options, DeviceFleet fleet, TimeProvider time)
{
    // Clocks of the generator and of the stream need not agree better than this.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <param name="started">When the first event may have been sent.</param>
    /// <param name="progress">Called with a sink's name and its entries so far.</param>
    /// <param name="cancel">Ends the reading early, which throws.</param>
    public async Task<IReadOnlyList<SinkReading>> ReadAsync(DateTimeOffset started, Action<string, long> progress, CancellationToken cancel)
    {
        var readings = new List<Task<SinkReading>>();
        using var kinesis = options.Stream is null ? null : new AmazonKinesisClient(Credentials(options.KinesisEndpoint), Config(new AmazonKinesisConfig(), options.KinesisEndpoint));
        using var dynamoDb = options.Table is null ? null : new AmazonDynamoDBClient(Credentials(options.DynamoDbEndpoint), Config(new AmazonDynamoDBConfig(), options.DynamoDbEndpoint));
        if (kinesis is not null)
            readings.Add(new KinesisStreamReader(kinesis, options.Stream!, fleet, time)
                .ReadAsync(started - ClockTolerance, paced: options.KinesisEndpoint is null, count => progress("Kinesis", count), cancel));
        if (dynamoDb is not null)
            readings.Add(new DynamoDbTableReader(dynamoDb, options.Table!, fleet).ReadAsync(count => progress("DynamoDB", count), cancel));
        return await Task.WhenAll(readings);
    }

    private T Config<T>(T config, string? endpoint) where T : ClientConfig
    {
        // The SDK's ten tries for DynamoDB take minutes where nothing listens any more.
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
