using Amazon.Lambda.Core;

namespace Ingest.Function.Runtime;

/// <summary>What the runtime API's headers say of an invocation. A Function URL's have no client context and no Cognito identity.</summary>
/// <param name="requestId">Lambda-Runtime-Aws-Request-Id.</param>
/// <param name="deadline">Lambda-Runtime-Deadline-Ms.</param>
/// <param name="time">The clock that the deadline is on.</param>
internal sealed class InvocationContext(string requestId, DateTimeOffset deadline, TimeProvider time) : ILambdaContext
{
    public string AwsRequestId => requestId;

    public TimeSpan RemainingTime => deadline - time.GetUtcNow();

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
