using Amazon.Lambda.Core;

namespace Ingest.Function.Runtime;

/// <summary>
/// What the runtime API's headers say of an invocation: one context for all of a loop's, which run one at a time. A Function
/// URL's have no client context and no Cognito identity.
/// </summary>
/// <param name="time">The clock that deadlines are on.</param>
internal sealed class InvocationContext(TimeProvider time) : ILambdaContext
{
    /// <summary>Lambda-Runtime-Aws-Request-Id.</summary>
    public string AwsRequestId { get; set; } = "";

    /// <summary>Lambda-Runtime-Deadline-Ms.</summary>
    public DateTimeOffset Deadline { get; set; }

    public TimeSpan RemainingTime => Deadline - time.GetUtcNow();

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
