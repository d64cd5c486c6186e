namespace Ingest.LocalCloud.Services;

/// <summary>Writes an error as each service spells it.</summary>
internal static class ErrorBody
{
    public static void Write(ReplyBuffer reply, AwsService service, string type, string? message)
    {
        reply.Clear();
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("__type"u8, service switch
        {
            AwsService.DynamoDb => DynamoDbNamespace(type) + type,
            AwsService.CloudWatch => "com.amazonaws.cloudwatch.v2010_08_01#" + type,
            _ => type,
        });
        // Type errors come from the framework under the service, which spells the member with a capital.
        if (message is not null) json.WriteString(type == "SerializationException" ? "Message"u8 : "message"u8, message);
        json.WriteEndObject();
    }

    /// <summary>As observed on the service and kept by dynalite's recordings.</summary>
    private static string DynamoDbNamespace(string type) => type switch
    {
        "ValidationException" => "com.amazon.coral.validate#",
        "ThrottlingException" => "com.amazon.coral.availability#",
        "AccessDeniedException" or "ExpiredTokenException" or "IncompleteSignatureException" or "InternalFailure"
            or "InvalidSignatureException" or "MissingAuthenticationTokenException" or "SerializationException"
            or "ServiceUnavailable" or "UnknownOperationException" or "UnrecognizedClientException" => "com.amazon.coral.service#",
        _ => "com.amazonaws.dynamodb.v20120810#",
    };
}
