using System.Text;
using System.Text.Json;

namespace Ingest.Function.Sinks;

/// <summary>What must hold of every response to a call that succeeded: it does not speak of an error, and it ends.</summary>
internal static class ResponseMembers
{
    /// <summary>Skips a member that says nothing of units, such as EncryptionType or ConsumedCapacity.</summary>
    /// <param name="reader">At the member's name.</param>
    /// <param name="operation">Named in the exception.</param>
    /// <exception cref="JsonException">It is a member of an error response. Source: Smithy, AWS JSON protocols, operation error serialization.</exception>
    public static void Skip(ref Utf8JsonReader reader, string operation)
    {
        if (IsOfError(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan)) throw new JsonException($"{operation} answered 200 with the member {reader.GetString()} of an error.");
        reader.Read();
        reader.Skip();
    }

    /// <summary>In whatever case: services and what stands before them differ in it.</summary>
    private static bool IsOfError(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "__type"u8) || Ascii.EqualsIgnoreCase(name, "code"u8) || Ascii.EqualsIgnoreCase(name, "message"u8)
        || Ascii.EqualsIgnoreCase(name, "error"u8) || Ascii.EqualsIgnoreCase(name, "errors"u8)
        || Ascii.EqualsIgnoreCase(name, "errorCode"u8) || Ascii.EqualsIgnoreCase(name, "errorMessage"u8) || Ascii.EqualsIgnoreCase(name, "errorType"u8);

    /// <param name="reader">At the end of the outermost object.</param>
    /// <exception cref="JsonException">Something but white space follows.</exception>
    public static void End(ref Utf8JsonReader reader)
    {
        if (reader.Read()) throw new JsonException("Something follows the response's object.");
    }
}
