namespace Ingest.LocalCloud.Templates.Resources;

internal sealed class LogGroupType : IResourceType
{
    public string Name => "AWS::Logs::LogGroup";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Tags", "LogGroupClass");
        var name = properties.String("LogGroupName", stack.NameOf(id, 512));
        var days = properties.Integer("RetentionInDays", 1, 3653);
        stack.LogGroups.Add(name);
        return new StackResource(id, Name, name, days is null ? "kept for good" : $"kept {days} days", new Dictionary<string, string> { ["Arn"] = stack.Arn("logs", $"log-group:{name}:*") });
    }
}
