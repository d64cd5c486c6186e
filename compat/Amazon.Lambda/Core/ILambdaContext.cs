namespace Amazon.Lambda.Core;

/// <summary>What the platform says about one invocation and the environment it runs in.</summary>
public interface ILambdaContext
{
    /// <summary>The id of this invocation, also printed in the platform's log lines.</summary>
    string AwsRequestId { get; }

    /// <summary>What a mobile client told about itself; its members are null where it told nothing.</summary>
    IClientContext ClientContext { get; }

    /// <summary>The function's name.</summary>
    string FunctionName { get; }

    /// <summary>The function's version, <c>$LATEST</c> where none was published.</summary>
    string FunctionVersion { get; }

    /// <summary>The Cognito identity of the caller; its members are null where there is none.</summary>
    ICognitoIdentity Identity { get; }

    /// <summary>The ARN by which the function was invoked: of the function, a version or an alias.</summary>
    string InvokedFunctionArn { get; }

    /// <summary>Writes log lines that carry this invocation's id.</summary>
    ILambdaLogger Logger { get; }

    /// <summary>The CloudWatch Logs group.</summary>
    string LogGroupName { get; }

    /// <summary>The CloudWatch Logs stream of this execution environment.</summary>
    string LogStreamName { get; }

    /// <summary>The configured memory in MB.</summary>
    int MemoryLimitInMB { get; }

    /// <summary>The time left until the platform ends this invocation; negative once it has passed.</summary>
    TimeSpan RemainingTime { get; }

    /// <summary>The tenant of a tenant-isolated function, else null or empty.</summary>
    string TenantId => string.Empty;

    /// <summary>The X-Ray trace header of this invocation, else null or empty.</summary>
    string TraceId => string.Empty;

    /// <summary>The serializer the handler was built with, null for a handler of raw streams.</summary>
    ILambdaSerializer Serializer => null;
}
