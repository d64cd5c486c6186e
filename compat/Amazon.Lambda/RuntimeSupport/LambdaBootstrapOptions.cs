namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

/// <summary>Settings of the runtime loop.</summary>
public class LambdaBootstrapOptions
{
    /// <summary>The runtime API as <c>host:port</c>. Default: the environment variable AWS_LAMBDA_RUNTIME_API.</summary>
    public string RuntimeApiEndpoint { get; set; }
}
