#nullable enable
using System.Globalization;
using System.Net.Http.Headers;

namespace Amazon.Lambda.RuntimeSupport.RuntimeApi;

/// <summary>The headers of one invocation, each as the runtime API names it.</summary>
internal sealed class InvocationHeaders
{
    private const string RequestIdHeader = "Lambda-Runtime-Aws-Request-Id";

    /// <exception cref="RuntimeApiClientException">The request id is missing.</exception>
    public InvocationHeaders(HttpResponseMessage response)
    {
        var headers = response.Headers.NonValidated;
        RequestId = Read(headers, RequestIdHeader)
            ?? throw new RuntimeApiClientException($"The invocation has no {RequestIdHeader} header.", (int)response.StatusCode, string.Empty, [], innerException: null);
        TraceId = Read(headers, "Lambda-Runtime-Trace-Id");
        InvokedFunctionArn = Read(headers, "Lambda-Runtime-Invoked-Function-Arn");
        ClientContext = Read(headers, "Lambda-Runtime-Client-Context");
        CognitoIdentity = Read(headers, "Lambda-Runtime-Cognito-Identity");
        TenantId = Read(headers, "Lambda-Runtime-Aws-Tenant-Id");
        _ = long.TryParse(Read(headers, "Lambda-Runtime-Deadline-Ms"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var deadline);
        DeadlineMs = deadline;
    }

    public string RequestId { get; }

    public string? TraceId { get; }

    public string? InvokedFunctionArn { get; }

    /// <summary>JSON.</summary>
    public string? ClientContext { get; }

    /// <summary>JSON.</summary>
    public string? CognitoIdentity { get; }

    public string? TenantId { get; }

    /// <summary>Unix time in milliseconds at which the platform ends the invocation; zero where it does not say.</summary>
    public long DeadlineMs { get; }

    private static string? Read(HttpHeadersNonValidated headers, string name)
    {
        if (!headers.TryGetValues(name, out var values)) return null;
        foreach (var value in values) return value;
        return null;
    }
}
