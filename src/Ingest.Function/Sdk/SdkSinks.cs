using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Ingest.Function.Delivery;
using Ingest.Function.Settings;
using Ingest.Function.Sinks;

namespace Ingest.Function.Sdk;

/// <summary>The configured sinks over the AWS SDK's clients, which find credentials, region and endpoints by themselves.</summary>
internal static class SdkSinks
{
    public static List<ISink> Create(IngestSettings settings)
    {
        var sinks = new List<ISink>();
        if (settings.Sinks.HasFlag(SinkSet.Kinesis)) sinks.Add(new SdkKinesisSink(new AmazonKinesisClient(Configure(new AmazonKinesisConfig())), settings.StreamName, SinkFormats.Records(settings)));
        if (settings.Sinks.HasFlag(SinkSet.DynamoDb)) sinks.Add(new SdkDynamoDbSink(new AmazonDynamoDBClient(Configure(new AmazonDynamoDBConfig())), settings.TableName, settings.RetentionDays, SinkFormats.Items(settings)));
        return sinks;
    }

    /// <summary>One retry policy and one time limit of calls, in one place: Delivery's. And one idea of what proves that something is stored.</summary>
    public static T Configure<T>(T config) where T : Amazon.Runtime.ClientConfig
    {
        config.MaxErrorRetry = 0;
        config.HttpClientFactory = new SdkEvidence.Factory();
        return config;
    }
}
