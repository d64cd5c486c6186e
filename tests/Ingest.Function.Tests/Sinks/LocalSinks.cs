using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Ingest.Function.Sdk;
using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.Services;

namespace Ingest.Function.Tests.Sinks;

/// <summary>The transports that are held to the same contract.</summary>
public enum Transport
{
    Sdk,
    Direct,
}

/// <summary>The services a sink writes to.</summary>
public enum Service
{
    Kinesis,
    DynamoDb,
}

/// <summary>A stream and a table of the local cloud's, which verifies every signature, and the product's sinks on them.</summary>
internal sealed class LocalSinks : IAsyncDisposable
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly LocalServices _services;

    private LocalSinks(LocalServices services) => _services = services;

    public AwsEndpoint Endpoint => _services.Endpoint;

    public FaultRegistry Faults => _services.Faults;

    public string Url => _services.Address.ToString();

    public static async Task<LocalSinks> StartAsync(TimeProvider? time = null)
    {
        var services = await LocalServices.StartAsync(new AwsOptions { Credentials = new Dictionary<string, string> { [AccessKey] = SecretKey } }, time);
        services.CreateSinks(shards: 1);
        return new LocalSinks(services);
    }

    public void Inject(string fault) => _services.Inject(fault);

    public ISink Sink(Transport transport, Service service, IngestSettings? settings = null, AWSCredentials? credentials = null, TimeProvider? time = null) =>
        Sink(transport, service, _services.Address, settings, credentials, time);

    public static ISink Sink(Transport transport, Service service, Uri url, IngestSettings? settings = null, AWSCredentials? credentials = null, TimeProvider? time = null)
    {
        settings = (settings ?? Batches.Settings) with { Sinks = service == Service.Kinesis ? SinkSet.Kinesis : SinkSet.DynamoDb };
        credentials ??= new SessionAWSCredentials(AccessKey, SecretKey, "a-session-token");
        ISinkTransports transports = transport == Transport.Direct ? new DirectTransports(Environment(url), credentials, time ?? TimeProvider.System) : new SdkTransports(credentials, url);
        return ConfiguredSinks.Create(settings, transports).Single();
    }

    public AwsEnvironment Environment() => Environment(_services.Address);

    private static AwsEnvironment Environment(Uri url) => new(name => name switch { "AWS_REGION" => "us-east-1", "AWS_ENDPOINT_URL" => url.ToString(), _ => null });

    /// <summary>Every unit of a batch in one call.</summary>
    public static SinkCall Call(ISink sink, EventBatch batch)
    {
        var (call, write) = (new SinkCall(), sink.Prepare(batch));
        for (var unit = 0; unit < write.Units.Count; unit++) call.Add(write, unit);
        return call;
    }

    public long StoredIn(Service service) =>
        service == Service.Kinesis ? Endpoint.Kinesis.Stream("telemetry").RecordCount : Endpoint.DynamoDb.Table("telemetry").ItemCount;

    /// <summary>Keys and data as they are stored, byte for byte in Latin-1.</summary>
    public string[] Stored(Service service) => service == Service.Kinesis
        ? [.. Endpoint.Kinesis.Records("telemetry").Select(r => $"{Encoding.Latin1.GetString(r.PartitionKey.Span)}: {Encoding.Latin1.GetString(r.Data.Span)}")]
        : [.. Endpoint.DynamoDb.Table("telemetry").Items().Select(i => Canonical(i.Json)).Order(StringComparer.Ordinal)];

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static string Canonical(ReadOnlyMemory<byte> item)
    {
        using var document = JsonDocument.Parse(item);
        var attributes = document.RootElement.EnumerateObject().OrderBy(a => a.Name, StringComparer.Ordinal);
        return string.Join(", ", attributes.Select(a => $"{a.Name}={a.Value.EnumerateObject().Single().Name}:{a.Value.EnumerateObject().Single().Value.GetString()}"));
    }
}
