namespace Ingest.LocalCloud.Templates.Resources;

/// <summary>What CodeDeploy groups deployments by.</summary>
internal sealed class DeploymentApplicationType : IResourceType
{
    public string Name => "AWS::CodeDeploy::Application";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Tags").OneOf("ComputePlatform", "Server", "Lambda");
        return new StackResource(id, Name, stack.NameOf(id, 100), "nothing is moved here", new Dictionary<string, string>());
    }
}

/// <summary>How an alias moves to a new version. Here the first one is deployed and stays: only what it refers to is checked.</summary>
internal sealed class DeploymentGroupType : IResourceType
{
    // "Predefined deployment configurations for an AWS Lambda compute platform" (CodeDeploy user guide).
    private static readonly string[] Configurations =
    [
        .. new[]
        {
            "AllAtOnce", "Canary10Percent5Minutes", "Canary10Percent10Minutes", "Canary10Percent15Minutes", "Canary10Percent30Minutes",
            "Linear10PercentEvery1Minute", "Linear10PercentEvery2Minutes", "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes",
        }.Select(type => $"CodeDeployDefault.Lambda{type}"),
    ];

    public string Name => "AWS::CodeDeploy::DeploymentGroup";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Get("ApplicationName");
        properties.Get("ServiceRoleArn");
        properties.Get("DeploymentConfigName");
        var configuration = properties.OneOf("DeploymentConfigName", "", Configurations);
        var names = new List<string>();
        if (properties.Map("AlarmConfiguration") is { } alarms)
        {
            alarms.Boolean("Enabled");
            foreach (var alarm in alarms.Maps("Alarms"))
            {
                var name = alarm.Get("Name");
                names.Add(name.AsString("Name"));
                if (!stack.Alarms.Exists(made => made.Name == names[^1])) throw new TemplateException(name.At, $"{id}: there is no alarm {names[^1]} in this stack.");
                alarm.Finish();
            }
            alarms.Finish();
        }
        return new StackResource(id, Name, stack.NameOf(id, 100), $"{configuration["CodeDeployDefault.Lambda".Length..]}, {names.Count} alarms roll back", new Dictionary<string, string>());
    }
}
