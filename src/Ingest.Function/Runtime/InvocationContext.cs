using Amazon.Lambda.Core;

namespace Ingest.Function.Runtime;

/// <summary>
/// What the runtime API's headers say of an invocation: one context for all of a loop's, which run one at a time. A Function
/// URL's have no client context and no Cognito identity.
/// </summary>
/// <param name="time">The monotonic clock that the remaining time is measured on.</param>
internal sealed class InvocationContext(TimeProvider time) : ILambdaContext
{
    private long _startByClock;
    private TimeSpan _budget;

    /// <summary>Lambda-Runtime-Aws-Request-Id.</summary>
    public string AwsRequestId { get; private set; } = "";

    /// <summary>The clock's timestamp when it arrived.</summary>
    public long Began { get; private set; }

    /// <summary>Never counts on the wall clock: that may jump by minutes after a thaw.</summary>
    public TimeSpan RemainingTime => _budget - time.GetElapsedTime(Began);

    /// <summary>An invocation has arrived: its time runs from now on.</summary>
    /// <param name="requestId">Lambda-Runtime-Aws-Request-Id.</param>
    /// <param name="budget">What it may take; <see cref="SetDeadline"/> corrects it.</param>
    public void Begin(string requestId, TimeSpan budget)
    {
        (Began, _startByClock) = (time.GetTimestamp(), time.GetUtcNow().ToUnixTimeMilliseconds());
        (AwsRequestId, _budget) = (requestId, budget);
    }

    /// <summary>Takes the budget from the headers.</summary>
    /// <param name="deadline">Lambda-Runtime-Deadline-Ms; 0 if it is absent.</param>
    /// <param name="platformNow">The platform's clock when the request came, in milliseconds since 1970; 0 if it is unknown.</param>
    public void SetDeadline(long deadline, long platformNow) => _budget = InvocationBudget.Of(deadline, platformNow, _startByClock);

    public IClientContext ClientContext => null!;

    public ICognitoIdentity Identity => null!;

    public string FunctionName => Variable("AWS_LAMBDA_FUNCTION_NAME");

    public string FunctionVersion => Variable("AWS_LAMBDA_FUNCTION_VERSION");

    public string LogGroupName => Variable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName => Variable("AWS_LAMBDA_LOG_STREAM_NAME");

    public string InvokedFunctionArn => "";

    public int MemoryLimitInMB => int.TryParse(Variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), out var limit) ? limit : 0;

    /// <summary>Log lines are the LogWriter's.</summary>
    public ILambdaLogger Logger => throw new NotSupportedException();

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
