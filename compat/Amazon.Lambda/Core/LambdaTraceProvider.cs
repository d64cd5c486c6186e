namespace Amazon.Lambda.Core;

/// <summary>The X-Ray trace header of the invocation that the caller runs in.</summary>
public class LambdaTraceProvider
{
    private static readonly AsyncLocal<string> TraceIdOfFlow = new();

    /// <summary>The header as Lambda sent it, null outside an invocation that has one.</summary>
    public static string CurrentTraceId => TraceIdOfFlow.Value ?? Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");

    // Only concurrent invocations need the flow; a lone one finds its id in the environment variable.
    internal static void SetForFlow(string traceId) => TraceIdOfFlow.Value = traceId;
}
