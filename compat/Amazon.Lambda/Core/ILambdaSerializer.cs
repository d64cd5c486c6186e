namespace Amazon.Lambda.Core;

/// <summary>Turns an invocation's payload into the handler's input and the handler's output into the response.</summary>
public interface ILambdaSerializer
{
    /// <summary>Reads one value from the stream's content.</summary>
    T Deserialize<T>(Stream requestStream);

    /// <summary>Writes one value to the stream.</summary>
    void Serialize<T>(T response, Stream responseStream);
}
