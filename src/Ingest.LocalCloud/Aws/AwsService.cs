namespace Ingest.LocalCloud.Aws;

/// <summary>The services this endpoint speaks for.</summary>
internal enum AwsService
{
    Kinesis,
    DynamoDb,
    CloudWatch,
}
