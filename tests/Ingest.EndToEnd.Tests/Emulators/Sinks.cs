using System.Net.Http.Headers;
using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
namespace Ingest.EndToEnd.Tests.Emulators;

/// <summary>A Kinesis and a DynamoDB, empty, on free ports. Everything in them is made and read through the AWS SDK.</summary>
internal sealed class Sinks : IAsyncDisposable
{
    private readonly IReadOnlyList<Emulator> _emulators;
    private readonly Func<ValueTask> _stop;
    private readonly HttpClient _http = new();

    private Sinks(Uri kinesis, Uri dynamoDb, FaultRegistry? faults, IReadOnlyList<Emulator> emulators, Func<ValueTask> stop)
    {
        (KinesisEndpoint, DynamoDbEndpoint, Faults, _emulators, _stop) = (kinesis, dynamoDb, faults, emulators, stop);
        Reader = new SinkReader(kinesis, dynamoDb);
    }

    public Uri KinesisEndpoint { get; }

    public Uri DynamoDbEndpoint { get; }

    public SinkReader Reader { get; }

    /// <summary>Null where the services cannot be made to fail: neither kinesalite nor dynalite ever throttles.</summary>
    public FaultRegistry? Faults { get; }

    public static Task<Sinks> StartAsync(SinkKind kind) => kind == SinkKind.LocalCloud ? StartLocalAsync() : StartEmulatorsAsync();

    /// <summary>Starts an emulator again that died in an earlier test; whatever it held is gone.</summary>
    public Task EnsureRunningAsync() => Task.WhenAll(_emulators.Select(e => e.EnsureRunningAsync()));

    public async Task CreateStreamAsync(string name)
    {
        // kinesalite knows provisioned streams alone, and lets them exceed their throughput.
        var onDemand = new StreamModeDetails { StreamMode = StreamMode.ON_DEMAND };
        await Reader.Kinesis.CreateStreamAsync(Faults is null ? new CreateStreamRequest { StreamName = name, ShardCount = 4 } : new CreateStreamRequest { StreamName = name, StreamModeDetails = onDemand });
        await UntilActiveAsync(name);
    }

    public async Task CreateTableAsync(string name)
    {
        await Reader.DynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition("deviceId", ScalarAttributeType.S), new AttributeDefinition("sk", ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement("deviceId", KeyType.HASH), new KeySchemaElement("sk", KeyType.RANGE)],
        });
        while ((await Reader.DynamoDb.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE) await Task.Yield();
    }

    public async Task SplitShardAsync(string stream, string shardId, string newStartingHashKey)
    {
        await CallKinesisAsync("SplitShard", $$"""{"StreamName":"{{stream}}","ShardToSplit":"{{shardId}}","NewStartingHashKey":"{{newStartingHashKey}}"}""");
        await UntilActiveAsync(stream);
    }

    /// <exception cref="InvalidOperationException">An emulator died meanwhile: the cause of whatever else went wrong.</exception>
    public async Task DeleteAsync(string name)
    {
        if (_emulators.Select(e => e.Obituary).FirstOrDefault(o => o is not null) is { } obituary) throw new InvalidOperationException(obituary);
        await CallKinesisAsync("DeleteStream", $$"""{"StreamName":"{{name}}"}""");
        await Reader.DynamoDb.DeleteTableAsync(name);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Reader.Dispose();
        await _stop();
    }

    private static async Task<Sinks> StartLocalAsync()
    {
        var services = await LocalServices.StartAsync();
        return new Sinks(services.Address, services.Address, services.Faults, [], services.DisposeAsync);
    }

    private static async Task<Sinks> StartEmulatorsAsync()
    {
        var starting = (Kinesis: Emulator.KinesaliteAsync(), DynamoDb: Emulator.DynaliteAsync());
        var (kinesis, dynamoDb) = (await starting.Kinesis, await starting.DynamoDb);
        return new Sinks(kinesis.Endpoint, dynamoDb.Endpoint, faults: null, [kinesis, dynamoDb], async () =>
        {
            await kinesis.DisposeAsync();
            await dynamoDb.DisposeAsync();
        });
    }

    /// <summary>Over the wire: the function's Kinesis client may have only what the function needs.</summary>
    private async Task CallKinesisAsync(string operation, string json)
    {
        var now = $"{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        using var request = new HttpRequestMessage(HttpMethod.Post, KinesisEndpoint)
        {
            Content = new StringContent(json, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/x-amz-json-1.1")),
        };
        request.Headers.Add("X-Amz-Target", $"Kinesis_20131202.{operation}");
        request.Headers.Add("X-Amz-Date", now);
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=test/{now[..8]}/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature={new string('0', 64)}");
        using var response = await _http.SendAsync(request);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    private async Task UntilActiveAsync(string stream)
    {
        var request = new DescribeStreamSummaryRequest { StreamName = stream };
        while ((await Reader.Kinesis.DescribeStreamSummaryAsync(request)).StreamDescriptionSummary.StreamStatus != StreamStatus.ACTIVE) await Task.Yield();
    }
}
