using Ingest.LocalCloud.Services.Kinesis;

namespace Ingest.LocalCloud.Templates.Resources;

internal sealed class StreamType : IResourceType
{
    public string Name => "AWS::Kinesis::Stream";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Tags", "StreamEncryption");
        var name = properties.String("Name", stack.NameOf(id, 128));
        var mode = "PROVISIONED";
        if (properties.Map("StreamModeDetails") is { } details)
        {
            mode = details.OneOf("StreamMode", "PROVISIONED", "PROVISIONED", "ON_DEMAND");
            details.Finish();
        }
        var shards = properties.Integer("ShardCount", 1, 1000);
        if (shards is { } count && mode == "ON_DEMAND") throw new TemplateException(properties.Find("ShardCount")!.At, $"ShardCount {count} is for a provisioned stream; one on demand has none.");
        // Kinesis Data Streams quotas: 24 hours to a year.
        var retention = TimeSpan.FromHours(properties.Integer("RetentionPeriodHours", 24, 8760) ?? 24);
        var stream = new StreamDefinition(name, mode == "ON_DEMAND", shards) { Retention = retention };
        stack.Streams.Add(stream);
        return new StackResource(id, Name, name, $"{(stream.OnDemand ? "on demand" : $"{shards ?? 1} shards")}, kept {retention.TotalHours:0} h",
            new Dictionary<string, string> { ["Arn"] = stack.Arn("kinesis", $"stream/{name}") });
    }
}
