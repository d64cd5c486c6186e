using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Runtime;

namespace Ingest.LocalCloud.Tests.Services;

/// <summary>The AWS endpoint on a free port, and callers that speak to it over HTTP: raw, or the SDK.</summary>
internal sealed class LocalAws : IAsyncDisposable
{
    private readonly LocalServices _services;
    private readonly HttpClient _http;

    private LocalAws(LocalServices services, TimeProvider time)
    {
        (_services, Time) = (services, time);
        _http = new HttpClient { BaseAddress = services.Address };
    }

    public AwsEndpoint Endpoint => _services.Endpoint;

    public FaultRegistry Faults => _services.Faults;

    public TimeProvider Time { get; }

    public HttpClient Http => _http;

    public ManualTimeProvider Clock => (ManualTimeProvider)Time;

    public string Url => _services.Address.ToString();

    public static async Task<LocalAws> StartAsync(AwsOptions? options = null, TimeProvider? time = null)
    {
        time ??= new ManualTimeProvider();
        return new LocalAws(await LocalServices.StartAsync(options, time), time);
    }

    /// <summary>With a stream, a table, and a fault in force.</summary>
    public static async Task<LocalAws> StartStruckAsync(string fault)
    {
        var aws = await StartAsync();
        aws.Endpoint.Kinesis.Create("events", 1);
        await aws.CreateTableAsync();
        aws.Inject(fault);
        return aws;
    }

    /// <summary>Options without a clock check, for clients that sign with the real time.</summary>
    public static AwsOptions Timeless { get; } = new() { MaxClockSkew = null };

    public AmazonDynamoDBClient DynamoDb(string key = "test", string secret = "test") => new(
        new BasicAWSCredentials(key, secret), new AmazonDynamoDBConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public AmazonKinesisClient Kinesis(string key = "test", string secret = "test") => new(
        new BasicAWSCredentials(key, secret), new AmazonKinesisConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public Task<WireResponse> KinesisAsync(string operation, object body) => CallAsync("Kinesis_20131202." + operation, body, "application/x-amz-json-1.1");

    public Task<WireResponse> DynamoDbAsync(string operation, object body) => CallAsync("DynamoDB_20120810." + operation, body, "application/x-amz-json-1.0");

    public async Task<WireResponse> CallAsync(string target, object body, string contentType, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.Add("X-Amz-Date", Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'"));
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/any/aws4_request, SignedHeaders=host;x-amz-date, Signature=00");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body as string ?? JsonSerializer.Serialize(body)));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        change?.Invoke(request);
        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new WireResponse(
            (int)response.StatusCode,
            Encoding.UTF8.GetString(bytes),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase),
            bytes);
    }

    public ActiveFault Inject(string fault) => _services.Inject(fault);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _services.DisposeAsync();
    }
}

/// <summary>A response as it came over the wire.</summary>
internal sealed record WireResponse(int Status, string Text, Dictionary<string, string> Headers, byte[] Bytes)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Type => Json.GetProperty("__type").GetString()!;

    public string Message => (Json.TryGetProperty("message", out var message) ? message : Json.GetProperty(nameof(Message))).GetString()!;

    public WireResponse ShouldBeOk()
    {
        Status.ShouldBe(200, Text);
        return this;
    }

    public void ShouldBeError(string type, string message, int status = 400)
    {
        (Status, Type, Message).ShouldBe((status, type, message));
    }
}
