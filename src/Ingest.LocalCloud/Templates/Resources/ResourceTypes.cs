namespace Ingest.LocalCloud.Templates.Resources;

/// <summary>The types of resources that are deployed here: the one place where a further one is named.</summary>
internal static class ResourceTypes
{
    private static readonly IReadOnlyList<IResourceType> All =
    [
        new FunctionType(), new VersionType(), new AliasType(), new UrlType(), new PermissionType(), new DeploymentApplicationType(), new DeploymentGroupType(),
        new RoleType(), new ManagedPolicyType(), new StreamType(), new TableType(), new LogGroupType(), new AlarmType(), new DashboardType(),
    ];

    /// <exception cref="TemplateException">It is of another type.</exception>
    public static IResourceType Of(TemplateResource resource) => All.FirstOrDefault(type => type.Name == resource.Type)
        ?? throw new TemplateException(resource.At, $"{resource.Name}: resources of the type {resource.Type} are not deployed here; known: AWS::Serverless::Function, {string.Join(", ", All.Select(type => type.Name))}.");
}
