using Amazon.Runtime;
using Ingest.Function.Delivery.Aws;
using Ingest.Function.Delivery.DynamoDb;
using Ingest.Function.Delivery.Kinesis;
using Ingest.Function.Settings;

namespace Ingest.Function.Delivery;

/// <summary>The configured sinks over connections of their own.</summary>
internal static class DirectSinks
{
    /// <param name="settings">Choose sinks, names and formats.</param>
    /// <param name="environment">Region and endpoints.</param>
    /// <param name="credentials">The caller's.</param>
    /// <param name="time">The clock of signatures and connections.</param>
    public static List<ISink> Create(IngestSettings settings, AwsEnvironment environment, AWSCredentials credentials, TimeProvider time)
    {
        var sinks = new List<ISink>();
        if (settings.Sinks.HasFlag(SinkSet.Kinesis)) sinks.Add(new DirectKinesisSink(new AwsClient(AwsOperation.PutRecords(environment), credentials, time), settings.StreamName, SinkFormats.Records(settings)));
        if (settings.Sinks.HasFlag(SinkSet.DynamoDb)) sinks.Add(new DirectDynamoDbSink(new AwsClient(AwsOperation.BatchWriteItem(environment), credentials, time), settings.TableName, settings.RetentionDays, SinkFormats.Items(settings)));
        return sinks;
    }
}
