#nullable enable
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>One invocation's context: its headers, its environment and a clock.</summary>
internal sealed class LambdaContext(InvocationHeaders headers, ExecutionEnvironment environment, LogWriter log, TimeProvider time) : ILambdaContext
{
    public string AwsRequestId => headers.RequestId;

    public IClientContext ClientContext => field ??= MobileClientContext.Parse(headers.ClientContext);

    public string? FunctionName => environment.FunctionName;

    public string? FunctionVersion => environment.FunctionVersion;

    public ICognitoIdentity Identity => field ??= CognitoIdentity.Parse(headers.CognitoIdentity);

    public string? InvokedFunctionArn => headers.InvokedFunctionArn;

    public ILambdaLogger Logger => new LambdaConsoleLogger(log, headers);

    public string? LogGroupName => environment.LogGroupName;

    public string? LogStreamName => environment.LogStreamName;

    public int MemoryLimitInMB => environment.MemoryLimitInMB;

    public TimeSpan RemainingTime => DateTimeOffset.FromUnixTimeMilliseconds(headers.DeadlineMs) - time.GetUtcNow();

    public string? TenantId => headers.TenantId;

    public string? TraceId => headers.TraceId;

    public ILambdaSerializer? Serializer { get; internal set; }
}
