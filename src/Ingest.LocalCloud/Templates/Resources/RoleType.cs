using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Templates.Resources;

internal sealed class RoleType : IResourceType
{
    // What AWS's managed policies allow, of those that a function's role has (AWS managed policy reference).
    private static readonly Dictionary<string, string[]> Managed = new(StringComparer.Ordinal)
    {
        ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"] = ["cloudwatch:DescribeAlarms", "lambda:UpdateAlias", "lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "sns:Publish"],
        ["arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"] = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"],
    };

    public string Name => "AWS::IAM::Role";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Description", "Tags", "MaxSessionDuration", "Path");
        var name = properties.String("RoleName", stack.NameOf(id, 64));
        var arn = $"arn:aws:iam::{stack.Settings.Account}:role/{name}";
        var trustsLambda = PolicyReader.TrustsLambda(properties.Get("AssumeRolePolicyDocument"));
        var statements = new List<PolicyStatement>();
        foreach (var policy in properties.Maps("Policies"))
        {
            policy.Get("PolicyName");
            statements.AddRange(PolicyReader.Read(policy.Get("PolicyDocument")));
            policy.Finish();
        }
        if (properties.Find("ManagedPolicyArns") is { } managed)
        {
            foreach (var policy in managed.AsList("ManagedPolicyArns").Items) statements.AddRange(StatementsOf(stack, policy));
        }
        stack.Roles.Add(id, new Role(name, arn, trustsLambda, statements));
        var actions = statements.SelectMany(statement => statement.Actions).Distinct(StringComparer.Ordinal);
        return new StackResource(id, Name, name, string.Join(", ", actions), new Dictionary<string, string> { ["Arn"] = arn });
    }

    private static IReadOnlyList<PolicyStatement> StatementsOf(Stack stack, TemplateNode policy)
    {
        var arn = policy.AsString("ManagedPolicyArns");
        if (stack.ManagedPolicies.TryGetValue(arn, out var own)) return own;
        return Managed.TryGetValue(arn, out var actions) ? [new PolicyStatement(true, actions, false, ["*"], false, [])]
            : throw new TemplateException(policy.At, $"What the managed policy {arn} allows is not known here; known: {string.Join(", ", Managed.Keys)}, and those of the stack.");
    }
}

internal sealed class ManagedPolicyType : IResourceType
{
    public string Name => "AWS::IAM::ManagedPolicy";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        properties.Accept("Description", "Path", "Tags");
        var name = properties.String("ManagedPolicyName", stack.NameOf(id, 128));
        var arn = $"arn:aws:iam::{stack.Settings.Account}:policy/{name}";
        var statements = PolicyReader.Read(properties.Get("PolicyDocument"));
        stack.ManagedPolicies.Add(arn, statements);
        foreach (var role in properties.Strings("Roles"))
        {
            var (key, found) = stack.Roles.FirstOrDefault(made => made.Value.Name == role);
            if (found is null) throw new TemplateException(properties.At, $"{id}: there is no role {role} in this stack.");
            stack.Roles[key] = found with { Statements = [.. found.Statements, .. statements] };
            if (stack.Function?.Role == found) stack.Function = stack.Function with { Role = stack.Roles[key] };
        }
        var actions = statements.SelectMany(statement => statement.Actions).Distinct(StringComparer.Ordinal);
        return new StackResource(id, Name, arn, string.Join(", ", actions), new Dictionary<string, string> { ["PolicyArn"] = arn });
    }
}
