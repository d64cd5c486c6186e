namespace Ingest.LocalCloud.Templates.Resources;

/// <summary>A published version: what runs here is one and the same.</summary>
internal sealed class VersionType : IResourceType
{
    public string Name => "AWS::Lambda::Version";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Description").Get("FunctionName");
        return new StackResource(id, Name, $"{stack.Function!.Arn}:1", "version 1", new Dictionary<string, string> { ["Version"] = "1", ["FunctionArn"] = $"{stack.Function.Arn}:1" });
    }
}

internal sealed class AliasType : IResourceType
{
    public string Name => "AWS::Lambda::Alias";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Description", "FunctionVersion").Get("FunctionName");
        if (properties.Find("ProvisionedConcurrencyConfig") is { } provisioned)
            throw new TemplateException(provisioned.At, "Provisioned concurrency is not run here: environments start when a request needs one. Leave ProvisionedConcurrency 0.");
        var alias = properties.Get("Name").AsString("Name");
        var arn = $"{stack.Function!.Arn}:{alias}";
        return new StackResource(id, Name, arn, $"alias {alias}", new Dictionary<string, string> { ["AliasArn"] = arn });
    }
}
