using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One invocation: its payload and its context.</summary>
public class InvocationRequest : IDisposable
{
    internal InvocationRequest() { }

    /// <summary>The payload. Its memory is reused once the invocation has been answered.</summary>
    public Stream InputStream { get; internal set; }

    /// <summary>The context.</summary>
    public ILambdaContext LambdaContext { get; internal set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        InputStream?.Dispose();
        GC.SuppressFinalize(this);
    }
}
