namespace Ingest.LocalCloud.Services;

/// <summary>An error a service answers with: its type without namespace, its message, its HTTP status.</summary>
internal sealed class AwsException(string type, string? message, int status = StatusCodes.Status400BadRequest) : Exception(message ?? type)
{
    public string Type { get; } = type;

    /// <summary>What the body says; null if the service says nothing beside the type.</summary>
    public string? Text { get; } = message;

    public int Status { get; } = status;

    public static AwsException Validation(string message) => new("ValidationException", message);

    public static AwsException Serialization(string? message = null) => new("SerializationException", message);
}
