namespace Ingest.LocalCloud.Services;

/// <summary>The services this endpoint speaks for.</summary>
internal enum AwsService
{
    Kinesis,
    DynamoDb,
    CloudWatch,
}
