using Ingest.LocalCloud.Services.CloudWatch;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.LocalCloud.Services;

/// <summary>The emulated services: the one place where a further one is named.</summary>
internal static class AwsServices
{
    /// <summary>All there are. The first responses for requests that name none.</summary>
    public static readonly IReadOnlyList<IAwsService> All = [KinesisService.Instance, DynamoDbService.Instance, CloudWatchService.Instance];

    public static IAwsService? Find(string signingName) => All.FirstOrDefault(service => service.SigningName == signingName);
}
