namespace Ingest.LocalCloud.Services;

/// <summary>Writes an error as each service spells it.</summary>
internal static class ErrorBody
{
    public static void Write(ReplyBuffer reply, IAwsService service, string type, string? message)
    {
        reply.Clear();
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("__type"u8, service.ErrorType(type));
        // Type errors come from the framework under the service, which spells the member with a capital.
        if (message is not null) json.WriteString(type == "SerializationException" ? "Message"u8 : "message"u8, message);
        json.WriteEndObject();
    }
}
