namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The response to one invocation.</summary>
public class InvocationResponse
{
    /// <summary>A response whose stream the loop disposes once it is sent.</summary>
    public InvocationResponse(Stream outputStream)
        : this(outputStream, true) { }

    /// <summary>A response; the stream is sent from its position to its end.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="outputStream"/> is null.</exception>
    public InvocationResponse(Stream outputStream, bool disposeOutputStream)
    {
        OutputStream = outputStream ?? throw new ArgumentNullException(nameof(outputStream));
        DisposeOutputStream = disposeOutputStream;
    }

    /// <summary>The payload.</summary>
    public Stream OutputStream { get; set; }

    /// <summary>Whether the loop disposes the stream once it is sent.</summary>
    public bool DisposeOutputStream { get; private set; } = true;
}
