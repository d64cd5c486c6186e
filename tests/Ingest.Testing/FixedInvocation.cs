using Amazon.Lambda.Core;

namespace Ingest.Testing;

/// <summary>An invocation with a fixed time left.</summary>
internal sealed class FixedInvocation(TimeSpan remaining) : ILambdaContext
{
    public string AwsRequestId => "8f8f9c1e-0000-0000-0000-000000000000";

    public IClientContext ClientContext => null!;

    public string FunctionName => "ingest";

    public string FunctionVersion => "1";

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => "arn";

    public ILambdaLogger Logger => null!;

    public string LogGroupName => "";

    public string LogStreamName => "";

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => remaining;
}
