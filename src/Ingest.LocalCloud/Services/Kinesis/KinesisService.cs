namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>Kinesis Data Streams: AWS JSON 1.1. The AWS SDK for .NET v4 sends it; CBOR, which Java clients prefer, is refused.</summary>
internal sealed class KinesisService : IAwsService
{
    public const string SigningName = "kinesis";

    public static readonly KinesisService Instance = new();

    string IAwsService.SigningName => SigningName;

    public string TargetPrefix => "Kinesis_20131202.";

    public string ContentType => "application/x-amz-json-1.1";

    public string EndpointVariable => "AWS_ENDPOINT_URL_KINESIS";

    public ServiceFaults Faults { get; } = new(
        "InternalFailure",
        [
            ("partial", "fails k of every n records of a call, HTTP 200", ["records", "code", "stream", "shard"]),
            ("throttle", "fails records with ProvisionedThroughputExceededException: all of the calls it strikes, or those beyond perSecond", ["perSecond", "stream", "shard"]),
            ("wrong-count", "answers PutRecords with too few (by=-1) or too many (by=1) results, all records stored", ["by"]),
        ],
        ["no-sequence-number", "no-shard", "failed-count", "records-null"],
        Forge);

    public ServiceStore Open(AwsOptions options, TimeProvider time) => new KinesisStore(options, time);

    private static void Forge(ReplyBuffer reply, string operation, string variant, ReadOnlySpan<byte> request)
    {
        if (variant == "records-null") reply.Write("""{"FailedRecordCount":0,"Records":null}"""u8);
        else if (variant.Length == 0 && operation != "PutRecords") reply.Write("{}"u8);
        else WriteRecords(reply.Json, variant, CountOf(request));
    }

    private static void WriteRecords(Utf8JsonWriter json, string variant, int count)
    {
        json.WriteStartObject();
        json.WriteNumber("FailedRecordCount"u8, variant == "failed-count" ? 1 : 0);
        json.WriteStartArray("Records"u8);
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            if (variant != "no-sequence-number") json.WriteString("SequenceNumber"u8, "49543463076548007577105092703039560359975228518395012686");
            if (variant != "no-shard") json.WriteString("ShardId"u8, "shardId-000000000000"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int CountOf(ReadOnlySpan<byte> request)
    {
        var reader = new Utf8JsonReader(request);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("Records", out var records) ? records.GetArrayLength() : 1;
    }
}
