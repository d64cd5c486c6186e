namespace Ingest.LocalCloud.Services;

/// <summary>What a service's parser says of a JSON value of the wrong type (recorded by kinesalite).</summary>
internal static class TypeErrors
{
    public static AwsException Unexpected(IAwsService service, JsonTokenType found, string wanted) => Unexpected(service, found switch
    {
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        JsonTokenType.StartArray => JsonValueKind.Array,
        _ => JsonValueKind.Object,
    }, wanted);

    public static AwsException Unexpected(IAwsService service, JsonValueKind found, string wanted) =>
        AwsException.Serialization(service.WrongType(found, wanted));

    /// <summary>The words of most services.</summary>
    public static string Coral(JsonValueKind found, string wanted) => (found, wanted) switch
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
}
