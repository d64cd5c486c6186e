using System.Net.Http.Headers;
using Ingest.LoadGen.Costs;
using Ingest.LocalCloud;
using Ingest.LocalCloud.Services.Kinesis;
using Ingest.Perf.Functions;

namespace Ingest.Perf.Formats;

/// <summary>One POST through the function into an empty local cloud, and what it left there.</summary>
internal sealed record FormatRun(StreamUnits Stream, TableUnits Table)
{
    /// <exception cref="FunctionFailedException">The POST was answered with anything but 202.</exception>
    public static async Task<FormatRun> MeasureAsync(string function, string kinesisFormat, string dynamoDbLayout, int events, int devices, CancellationToken cancellation)
    {
        await using var cloud = await LocalCloudHost.StartAsync(
            new LocalCloudOptions
            {
                FunctionPath = function,
                UrlPort = 0,
                ConsolePort = 0,
                AwsPort = 0,
                Environment = new Dictionary<string, string>
                {
                    ["KINESIS_FORMAT"] = kinesisFormat,
                    ["DYNAMODB_LAYOUT"] = dynamoDbLayout,
                    ["AUTH"] = "none",
                    ["ALLOW_ANONYMOUS"] = "true",
                },
            },
            cancellation);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(SampleEvents.Body(events, firstId: 0, TimeProvider.System.GetUtcNow(), devices));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(new Uri(cloud.FunctionUrl, "v1/events"), content, cancellation);
        if ((int)response.StatusCode != 202) throw new FunctionFailedException($"{events} events were answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");

        var stream = cloud.Aws.Kinesis.Streams.Single(s => s.Name == cloud.Options.StreamName);
        var records = stream.Shards.SelectMany(shard => Read(stream, shard)).Select(r => r.PartitionKey.Length + r.Data.Length);
        var items = cloud.Aws.DynamoDb.Find(cloud.Options.TableName)!.Items().Select(i => i.Size);
        return new FormatRun(StreamUnits.Of([.. records]), TableUnits.Of([.. items]));
    }

    private static IEnumerable<StoredRecord> Read(KinesisStream stream, Shard shard)
    {
        for (var position = 1L; stream.Read(shard, position) is { } view; position = view.First + view.Count)
        {
            for (var i = 0; i < view.Count; i++) yield return view.Record(shard, i);
        }
    }
}
