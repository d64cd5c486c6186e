using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>A service at the place where it is called.</summary>
/// <param name="Name">Its signing name, such as kinesis.</param>
/// <param name="Endpoint">Where.</param>
/// <param name="Region">For the signature.</param>
internal sealed record AwsService(string Name, HttpEndpoint Endpoint, string Region)
{
    /// <summary>An operation of an AWS JSON protocol. Source: Smithy, AWS JSON 1.0 and 1.1 protocols.</summary>
    /// <param name="target">The X-Amz-Target header, such as Kinesis_20131202.PutRecords.</param>
    /// <param name="version">1.0 or 1.1.</param>
    public AwsOperation JsonOperation(string target, string version) =>
        new(this, "POST", "/", [("Content-Type", $"application/x-amz-json-{version}"), ("X-Amz-Target", target)]);
}
