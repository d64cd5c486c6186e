using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Templates.Resources;

/// <summary>A statement of the function's resource-based policy.</summary>
/// <param name="Target">The ARN whose policy it is in: an alias has one of its own.</param>
internal sealed record UrlPermission(string Target, PolicyStatement Statement);

internal sealed class PermissionType : IResourceType
{
    public string Name => "AWS::Lambda::Permission";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        var target = FunctionTarget.Of(stack, properties.Get("FunctionName"), null);
        var action = properties.Get("Action").AsString("Action");
        var principal = properties.Get("Principal").AsString("Principal");
        if (properties.Find("SourceArn") is { } source) throw new TemplateException(source.At, $"Nothing calls the function here for {source.AsString("SourceArn")}: leave EdgeDistributionArn empty.");
        var conditions = new List<PolicyCondition>();
        if (properties.String("FunctionUrlAuthType") is { } auth) conditions.Add(new PolicyCondition("StringEquals", "lambda:FunctionUrlAuthType", [auth]));
        if (properties.Boolean("InvokedViaFunctionUrl") is { } viaUrl) conditions.Add(new PolicyCondition("Bool", "lambda:InvokedViaFunctionUrl", [viaUrl ? "true" : "false"]));
        var statement = new PolicyStatement(true, [action], false, ["*"], false, conditions) { Principal = Normal(principal) };
        stack.Permissions.Add(new UrlPermission(target, statement));
        return new StackResource(id, Name, stack.NameOf(id, 64), $"{action} by {principal}", new Dictionary<string, string> { ["Id"] = stack.NameOf(id, 64) });
    }

    // An account's number stands for its root, which means every identity in it.
    private static string Normal(string principal) => principal is { Length: 12 } && principal.All(char.IsAsciiDigit) ? $"arn:aws:iam::{principal}:root" : principal;
}
