using Amazon.Runtime;
using Ingest.Function.Aws;
using Ingest.Function.Logging;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Sinks;

/// <summary>Connections of the function's own.</summary>
/// <param name="environment">Region and endpoints.</param>
/// <param name="time">The clock of signatures and connections.</param>
internal sealed class DirectTransports(AwsEnvironment environment, AWSCredentials credentials, TimeProvider time) : ISinkTransports, IDisposable
{
    /// <summary>INIT has ten seconds; a sink that cannot be reached in two is left to the first call and its retries.</summary>
    private static readonly TimeSpan LongestPreparation = TimeSpan.FromSeconds(2);

    /// <summary>The response of either service if its one record or item is stored.</summary>
    private static readonly byte[] Success = """{"FailedRecordCount":0,"Records":[{"SequenceNumber":"0","ShardId":"shardId-000000000000"}],"UnprocessedItems":{}}"""u8.ToArray();

    private readonly List<AwsClient> _clients = [];

    public ISinkTransport PutRecords(string streamName, IRecordFormat format) => new DirectPutRecords(Client("kinesis"), streamName, format);

    public ISinkTransport BatchWriteItem(string tableName, int retentionDays, IItemLayout layout) => new DirectBatchWriteItem(Client("dynamodb"), tableName, retentionDays, layout);

    /// <summary>The same clients for INIT's priming: no call is ever sent, however late it comes. Credentials and the day's keys are there afterwards.</summary>
    public ISinkTransports ForPriming() => new Priming(this);

    /// <summary>Opens in INIT the connections of the first calls, side by side. What fails is logged: the first call tries again.</summary>
    public async Task ConnectAsync(LogWriter log)
    {
        using var limit = new CancellationTokenSource(LongestPreparation, time);
        await Task.WhenAll(_clients.ConvertAll(client => ConnectAsync(client, log, limit.Token)));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
    }

    private static async Task ConnectAsync(AwsClient client, LogWriter log, CancellationToken cancellation)
    {
        try
        {
            await client.ConnectAsync(cancellation);
        }
        // Whatever it is, the first call meets it again, where it has an outcome and a retry.
        catch (Exception e)
        {
            log.Warning($"{client.Service.Endpoint.Uri} could not be reached ahead of the first call: {e.Message}");
        }
    }

    private AwsClient Client(string service)
    {
        if (_clients.Find(c => c.Service.Name == service) is { } known) return known;
        var client = new AwsClient(environment.Service(service), credentials, time);
        _clients.Add(client);
        return client;
    }

    private sealed class Priming(DirectTransports transports) : ISinkTransports
    {
        public ISinkTransport PutRecords(string streamName, IRecordFormat format) => new DirectPutRecords(transports.Client("kinesis"), streamName, format, Success);

        public ISinkTransport BatchWriteItem(string tableName, int retentionDays, IItemLayout layout) =>
            new DirectBatchWriteItem(transports.Client("dynamodb"), tableName, retentionDays, layout, Success);
    }
}
