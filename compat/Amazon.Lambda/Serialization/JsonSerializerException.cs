namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>An invocation's payload or response does not fit the handler's types.</summary>
public class JsonSerializerException : Exception
{
    public JsonSerializerException(string message)
        : base(message) { }

    public JsonSerializerException(string message, Exception exception)
        : base(message, exception) { }
}
