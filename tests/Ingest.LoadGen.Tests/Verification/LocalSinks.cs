using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.LoadGen.Tests.Verification;

/// <summary>The local cloud's Kinesis and DynamoDB at a free port, under a clock that a test moves, with a stream and a table named telemetry.</summary>
internal sealed class LocalSinks : IAsyncDisposable
{
    public const string Name = LocalServices.Name;
    private readonly LocalServices _services;

    private LocalSinks(LocalServices services, ManualTimeProvider time)
    {
        (_services, Time) = (services, time);
        // The readers' own patience is what is tested.
        Kinesis = new AmazonKinesisClient(new BasicAWSCredentials("test", "test"), new AmazonKinesisConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        DynamoDb = new AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
    }

    public ManualTimeProvider Time { get; }

    /// <summary>The same clock for a reader: whoever waits moves it, and has waited.</summary>
    public TimeProvider ReaderTime => new WaitingMovesTime(Time);

    public string Url => _services.Address.ToString();

    public AmazonKinesisClient Kinesis { get; }

    public AmazonDynamoDBClient DynamoDb { get; }

    public KinesisStream Stream => _services.Endpoint.Kinesis.Stream(Name);

    public static async Task<LocalSinks> StartAsync(int shards = 4, IReadOnlyDictionary<string, string>? credentials = null)
    {
        var time = new ManualTimeProvider();
        // The SDK signs by the real clock.
        var services = await LocalServices.StartAsync(new AwsOptions { MaxClockSkew = null, Credentials = credentials }, time);
        services.CreateSinks(shards);
        return new LocalSinks(services, time);
    }

    public void Inject(string fault) => _services.Inject(fault);

    public int Calls(string operation) => (int)(operation == "Scan" ? _services.Endpoint.DynamoDb.Counts : _services.Endpoint.Kinesis.Counts)[operation].Calls;

    public Task PutAsync(params (string Device, string Data)[] records) => PutAsync(records.Select(r => (r.Device, Encoding.UTF8.GetBytes(r.Data))));

    public async Task PutAsync(IEnumerable<(string Device, byte[] Data)> records)
    {
        foreach (var call in records.Chunk(500))
        {
            var response = await Kinesis.PutRecordsAsync(new PutRecordsRequest
            {
                StreamName = Name,
                Records = [.. call.Select(r => new PutRecordsRequestEntry { PartitionKey = r.Device, Data = new MemoryStream(r.Data) })]
            });
            response.FailedRecordCount.ShouldBe(0);
        }
    }

    public async Task StoreAsync(IEnumerable<(string Device, string SortKey, string Data)> items)
    {
        foreach (var call in items.Chunk(25))
        {
            var left = new Dictionary<string, List<WriteRequest>>
            {
                [Name] = [.. call.Select(i => new WriteRequest(new PutRequest(new Dictionary<string, AttributeValue> { ["deviceId"] = new(i.Device), ["sk"] = new(i.SortKey), ["data"] = new(i.Data) })))]
            };
            while (left is { Count: > 0 })
            {
                left = (await DynamoDb.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = left })).UnprocessedItems;
                Time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kinesis.Dispose();
        DynamoDb.Dispose();
        await _services.DisposeAsync();
    }

    private sealed class WaitingMovesTime(ManualTimeProvider clock) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            clock.Advance(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
