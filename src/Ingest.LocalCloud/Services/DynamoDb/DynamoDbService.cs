namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>DynamoDB: AWS JSON 1.0, checksums, and words of its own for errors.</summary>
internal sealed class DynamoDbService : IAwsService
{
    public const string SigningName = "dynamodb";

    public static readonly DynamoDbService Instance = new();

    string IAwsService.SigningName => SigningName;

    public string TargetPrefix => "DynamoDB_20120810.";

    public bool SendsChecksum => true;

    public string MissingToken => "Request is missing Authentication Token";

    public string EndpointVariable => "AWS_ENDPOINT_URL_DYNAMODB";

    public ServiceFaults Faults { get; } = new(
        "InternalServerError",
        [
            ("partial", "leaves k of every n items unprocessed", ["records", "table"]),
            ("throttle", "leaves items unprocessed: all of the calls it strikes, or those beyond perSecond", ["perSecond", "table"]),
        ],
        ["unprocessed-null", "unprocessed-list"],
        Forge);

    public string RequestId(RequestIds ids) => ids.Letters();

    public string ErrorType(string name) => NamespaceOf(name) + name;

    /// <summary>As recorded by dynalite.</summary>
    public string WrongType(JsonValueKind found, string wanted) => (found, wanted) switch
    {
        (JsonValueKind.Array, "Blob") => "Unrecognized collection type class java.nio.ByteBuffer",
        (JsonValueKind.Array, "Map" or "Structure") => "Unrecognized collection type java.util.Map",
        (JsonValueKind.Array, _) => $"Unrecognized collection type class java.lang.{wanted}",
        (JsonValueKind.Object, _) => "Start of structure or map found where not expected",
        (_, "List" or "Map" or "Structure") => "Unexpected field type",
        (_, "Blob") => "only base-64-encoded strings are convertible to bytes",
        (JsonValueKind.String, "Boolean") => "Unexpected token received from parser",
        (JsonValueKind.String, _) => $"STRING_VALUE cannot be converted to {wanted}",
        (JsonValueKind.True, _) => $"TRUE_VALUE cannot be converted to {wanted}",
        (JsonValueKind.False, _) => $"FALSE_VALUE cannot be converted to {wanted}",
        _ => $"NUMBER_VALUE cannot be converted to {wanted}",
    };

    public ServiceStore Open(AwsOptions options, TimeProvider time) => new DynamoDbStore(options, time);

    /// <summary>As observed on the service and kept by dynalite's recordings.</summary>
    private static string NamespaceOf(string type) => type switch
    {
        "ValidationException" => "com.amazon.coral.validate#",
        "ThrottlingException" => "com.amazon.coral.availability#",
        "AccessDeniedException" or "ExpiredTokenException" or "IncompleteSignatureException" or "InternalFailure"
            or "InvalidSignatureException" or "MissingAuthenticationTokenException" or "SerializationException"
            or "ServiceUnavailable" or "UnknownOperationException" or "UnrecognizedClientException" => "com.amazon.coral.service#",
        _ => "com.amazonaws.dynamodb.v20120810#",
    };

    private static void Forge(ReplyBuffer reply, string operation, string variant, ReadOnlySpan<byte> request) => reply.Write(variant switch
    {
        "unprocessed-null" => """{"UnprocessedItems":null}"""u8,
        "unprocessed-list" => """{"UnprocessedItems":[]}"""u8,
        _ when operation == "BatchWriteItem" => """{"UnprocessedItems":{}}"""u8,
        _ => "{}"u8,
    });
}
