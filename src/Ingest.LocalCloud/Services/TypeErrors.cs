using System.Text.Json;

namespace Ingest.LocalCloud.Services;

/// <summary>What each service's parser says of a JSON value of the wrong type (recorded by kinesalite and dynalite).</summary>
internal static class TypeErrors
{
    public static AwsException Unexpected(AwsService service, JsonTokenType found, string wanted) => Unexpected(service, found switch
    {
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        JsonTokenType.StartArray => JsonValueKind.Array,
        _ => JsonValueKind.Object,
    }, wanted);

    public static AwsException Unexpected(AwsService service, JsonValueKind found, string wanted) =>
        AwsException.Serialization(service == AwsService.DynamoDb ? DynamoDb(found, wanted) : Kinesis(found, wanted));

    private static string Kinesis(JsonValueKind found, string wanted) => (found, wanted) switch
    {
        (JsonValueKind.Array, "List") or (JsonValueKind.Object, "Structure" or "Map") => "Unexpected field type",
        (JsonValueKind.Array, _) => "Start of list found where not expected",
        (JsonValueKind.Object, _) => "Start of structure or map found where not expected.",
        (_, "List") => "Expected list or null",
        (_, "Map") => "Expected map or null",
        (_, "Structure") => "Expected null",
        (_, "Timestamp") => $"{Class(found)} can not be converted to milliseconds since epoch",
        (_, "Blob") => $"{Class(found)} can not be converted to a Blob",
        _ => $"{Class(found)} can not be converted to an {wanted}",
    };

    private static string Class(JsonValueKind found) => found switch
    {
        JsonValueKind.Number => "class com.amazon.coral.value.json.numbers.TruncatingBigNumber",
        JsonValueKind.String => "class java.lang.String",
        _ => "class java.lang.Boolean",
    };

    private static string DynamoDb(JsonValueKind found, string wanted) => (found, wanted) switch
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
}
