using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Makes a handler of any supported shape into the one delegate that the runtime loop calls.</summary>
public partial class HandlerWrapper : IDisposable
{
    private static readonly InvocationResponse Empty = new(new MemoryStream([], writable: false), disposeOutputStream: false);

    // Kept between invocations, so that a warm one allocates no output buffer; concurrent ones find none and make theirs.
    private ReusedStream _spare;

    private HandlerWrapper(ILambdaSerializer serializer) => Serializer = serializer;

    /// <summary>What the loop calls.</summary>
    public LambdaBootstrapHandler Handler { get; private set; }

    internal ILambdaSerializer Serializer { get; }

    /// <summary>Wraps a handler that writes its response into the stream it is given.</summary>
    public static HandlerWrapper GetHandlerWrapper(Action<Stream, ILambdaContext, MemoryStream> invokeDelegate)
    {
        var wrapper = new HandlerWrapper(serializer: null);
        wrapper.Handler = invocation =>
        {
            var output = wrapper.RentOutput();
            invokeDelegate(invocation.InputStream, invocation.LambdaContext, output);
            return Task.FromResult(ToResponse(output));
        };
        return wrapper;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the reused output buffer go.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Interlocked.Exchange(ref _spare, null);
    }

    private static HandlerWrapper OfNothing(Func<InvocationRequest, Task> handler, ILambdaSerializer serializer = null) => new(serializer)
    {
        Handler = async invocation =>
        {
            await handler(invocation);
            return Empty;
        },
    };

    private static HandlerWrapper OfStream(Func<InvocationRequest, Task<Stream>> handler, ILambdaSerializer serializer = null) => new(serializer)
    {
        Handler = async invocation => new InvocationResponse(await handler(invocation)),
    };

    private static HandlerWrapper OfOutput<TOutput>(Func<InvocationRequest, Task<TOutput>> handler, ILambdaSerializer serializer)
    {
        var wrapper = new HandlerWrapper(serializer);
        wrapper.Handler = async invocation =>
        {
            var result = await handler(invocation);
            var output = wrapper.RentOutput();
            serializer.Serialize(result, output);
            return ToResponse(output);
        };
        return wrapper;
    }

    private static InvocationResponse ToResponse(MemoryStream output)
    {
        output.Position = 0;
        return new InvocationResponse(output, disposeOutputStream: true);
    }

    private ReusedStream RentOutput() => Interlocked.Exchange(ref _spare, null) ?? new ReusedStream(this);

    /// <summary>Goes back to its wrapper when the loop disposes it, which calls Close.</summary>
    private sealed class ReusedStream(HandlerWrapper owner) : MemoryStream
    {
        public override void Close()
        {
            SetLength(0);
            Volatile.Write(ref owner._spare, this);
        }
    }
}
