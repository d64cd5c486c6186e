using Ingest.LocalCloud.Hosting;

namespace Ingest.LocalCloud.Lambda;

/// <summary>How an invocation ended.</summary>
internal enum InvocationOutcome
{
    /// <summary>The runtime posted a response.</summary>
    Succeeded,

    /// <summary>The runtime posted an error.</summary>
    FunctionError,

    /// <summary>The function's timeout passed.</summary>
    TimedOut,

    /// <summary>The environment's process ended under the invocation.</summary>
    EnvironmentExited,

    /// <summary>The environment never became ready.</summary>
    InitFailed,

    /// <summary>No environment could take it.</summary>
    ConcurrencyExceeded,

    /// <summary>Too many requests in this second.</summary>
    RateExceeded,
}

/// <param name="Payload">The response of a succeeded invocation; whoever awaits the result disposes it.</param>
/// <param name="Error">What went wrong, for a person.</param>
/// <param name="Rest">The body of a response that is streamed; <paramref name="Payload"/> is what stands before it.</param>
internal readonly record struct InvocationResult(InvocationOutcome Outcome, PooledBuffer? Payload = null, string? Error = null, StreamedResponse? Rest = null);

/// <summary>One event on its way through an execution environment.</summary>
/// <param name="payload">The event; owned by the invocation until the runtime has been sent it.</param>
internal sealed class Invocation(string requestId, string traceId, PooledBuffer payload)
{
    // Continuations run inline: the Function URL's response is written by the thread that read the runtime's.
    private readonly TaskCompletionSource<InvocationResult> _completion = new();
    private PooledBuffer? _payload = payload;

    public string RequestId => requestId;

    public string TraceId => traceId;

    /// <summary>When the function's timeout passes, as a timestamp of the clock; 0 before the environment is ready.</summary>
    public long Deadline { get; set; }

    /// <summary>When the runtime was given the event, as a timestamp; 0 before.</summary>
    public long Started { get; set; }

    /// <summary>The environment's number, and its initialization if this invocation waited for it.</summary>
    public int Environment { get; set; }

    public TimeSpan? InitDuration { get; set; }

    /// <summary>Called once the runtime has been sent the event.</summary>
    public Action? Delivered { get; set; }

    public Task<InvocationResult> Completion => _completion.Task;

    public bool IsCompleted => _completion.Task.IsCompleted;

    /// <summary>Hands the payload over; the taker disposes it. Null once taken.</summary>
    public PooledBuffer? TakePayload() => Interlocked.Exchange(ref _payload, null);

    /// <summary>Ends the invocation, once; a late result is dropped.</summary>
    public void Complete(InvocationResult result)
    {
        if (_completion.TrySetResult(result)) return;
        result.Payload?.Dispose();
        result.Rest?.Release();
    }
}
