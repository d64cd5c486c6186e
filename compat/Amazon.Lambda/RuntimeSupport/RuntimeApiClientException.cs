namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The runtime API answered with something else than success.</summary>
public class RuntimeApiClientException : Exception
{
    private const int ShownResponseLength = 512;

    /// <summary>Keeps the response; the message shows its status and its first 512 characters.</summary>
    public RuntimeApiClientException(string message, int statusCode, string response, Dictionary<string, IEnumerable<string>> headers, Exception innerException)
        : base($"{message}\n\nStatus: {statusCode}\nResponse: \n{response[..Math.Min(response.Length, ShownResponseLength)]}", innerException)
    {
        StatusCode = statusCode;
        Response = response;
        Headers = headers;
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; private set; }

    /// <summary>The body.</summary>
    public string Response { get; private set; }

    /// <summary>The headers.</summary>
    public Dictionary<string, IEnumerable<string>> Headers { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => $"HTTP Response: \n\n{Response}\n\n{base.ToString()}";
}
