using Amazon.DynamoDBv2;
using Amazon.Kinesis;
using Amazon.Runtime;
using Ingest.Function.Sinks;
using Ingest.Function.Sinks.DynamoDb;
using Ingest.Function.Sinks.Kinesis;

namespace Ingest.Function.Sdk;

/// <summary>The AWS SDK's clients.</summary>
/// <param name="credentials">Default: those that the SDK finds.</param>
/// <param name="endpoint">Of all services, with region us-east-1. Default: the SDK's own, by region or environment variable.</param>
internal sealed class SdkTransports(AWSCredentials? credentials = null, Uri? endpoint = null) : ISinkTransports
{
    public ISinkTransport PutRecords(string streamName, IRecordFormat format)
    {
        var config = Configure(new AmazonKinesisConfig());
        return new SdkPutRecords(credentials is null ? new AmazonKinesisClient(config) : new AmazonKinesisClient(credentials, config), streamName, format);
    }

    public ISinkTransport BatchWriteItem(string tableName, int retentionDays, IItemLayout layout)
    {
        var config = Configure(new AmazonDynamoDBConfig());
        return new SdkBatchWriteItem(credentials is null ? new AmazonDynamoDBClient(config) : new AmazonDynamoDBClient(credentials, config), tableName, retentionDays, layout);
    }

    /// <summary>One retry policy and one time limit of calls, in one place: Delivery's. And one idea of what proves that something is stored.</summary>
    private T Configure<T>(T config) where T : ClientConfig
    {
        config.MaxErrorRetry = 0;
        config.HttpClientFactory = new SdkEvidence.Factory();
        if (endpoint is not null) (config.ServiceURL, config.AuthenticationRegion) = (endpoint.ToString(), "us-east-1");
        return config;
    }
}
