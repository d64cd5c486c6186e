using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>An operation of a service with an AWS JSON protocol, at the place where it is called.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="Region">For the signature.</param>
/// <param name="Service">The service's signing name, such as kinesis.</param>
/// <param name="Target">The X-Amz-Target header, such as Kinesis_20131202.PutRecords.</param>
/// <param name="ContentType">application/x-amz-json-1.1 or 1.0.</param>
internal sealed record AwsOperation(HttpEndpoint Endpoint, string Region, string Service, string Target, string ContentType)
{
    /// <summary>PutRecords. Source: Kinesis API reference.</summary>
    public static AwsOperation PutRecords(AwsEnvironment environment) => new(
        environment.EndpointOf("kinesis", "KINESIS"), environment.Region, "kinesis", "Kinesis_20131202.PutRecords", "application/x-amz-json-1.1");

    /// <summary>BatchWriteItem. Source: DynamoDB API reference.</summary>
    public static AwsOperation BatchWriteItem(AwsEnvironment environment) => new(
        environment.EndpointOf("dynamodb", "DYNAMODB"), environment.Region, "dynamodb", "DynamoDB_20120810.BatchWriteItem", "application/x-amz-json-1.0");

    /// <summary>Room that a request's head takes, and what is hashed for its signature, without the session token.</summary>
    public int HeadLength { get; } = 768 + (2 * (Endpoint.Authority.Length + Endpoint.Path.Length + Target.Length + Region.Length));
}
