namespace Ingest.LocalCloud.Faults;

/// <summary>Where a fault strikes.</summary>
internal enum FaultTarget
{
    Kinesis,
    DynamoDb,
    Lambda,
    Url,
}
