using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Templates.Resources;

/// <summary>A function as the template describes it.</summary>
/// <param name="Reserved">Its reserved concurrency; null: none.</param>
internal sealed record FunctionDefinition(
    string Name, string Arn, int MemorySize, TimeSpan Timeout, int? Reserved, string LogGroup, Role Role, IReadOnlyDictionary<string, string> Variables, string Architecture);

internal sealed class FunctionType : IResourceType
{
    public string Name => "AWS::Lambda::Function";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        if (stack.Function is not null) throw new TemplateException(properties.At, $"{id} is a second function; one is run here.");
        properties.Accept("Code", "Description", "Tags", "EphemeralStorage");
        properties.OneOf("PackageType", "Zip", "Zip");
        properties.OneOf("Runtime", "provided.al2023", "provided.al2023", "provided.al2");
        properties.String("Handler");
        if (properties.Find("VpcConfig") is { } vpc) throw new TemplateException(vpc.At, "There is no VPC here: leave SubnetIds and SecurityGroupIds empty.");
        if (properties.Map("TracingConfig") is { } tracing)
        {
            if (tracing.OneOf("Mode", "PassThrough", "PassThrough", "Active") == "Active") throw new TemplateException(tracing.At, "There is no X-Ray here: leave Tracing at PassThrough.");
            tracing.Finish();
        }
        var name = properties.String("FunctionName", stack.NameOf(id, 64));
        var arn = stack.Arn("lambda", $"function:{name}");
        var function = new FunctionDefinition(
            name, arn,
            // Lambda quotas, and what Lambda gives if nothing is said: 128 MB, 3 seconds.
            properties.Integer("MemorySize", 128, 10240) ?? 128,
            TimeSpan.FromSeconds(properties.Integer("Timeout", 1, 900) ?? 3),
            properties.Integer("ReservedConcurrentExecutions", 0, 1000),
            LogGroup(properties, name),
            RoleOf(stack, properties),
            Variables(properties),
            properties.Strings("Architectures") is [var architecture] ? architecture : "x86_64");
        stack.Function = function;
        var reserved = function.Reserved is { } environments ? $", {environments} environments reserved" : "";
        return new StackResource(id, Name, name, $"{function.Architecture}, {function.MemorySize} MB, {function.Timeout.TotalSeconds:0} s{reserved}", new Dictionary<string, string> { ["Arn"] = arn });
    }

    private static string LogGroup(ResourceProperties properties, string name)
    {
        if (properties.Map("LoggingConfig") is not { } logging) return $"/aws/lambda/{name}";
        // What JSON adds is a filter by level; the function's lines are JSON as they are.
        logging.OneOf("LogFormat", "Text", "Text", "JSON");
        var group = logging.String("LogGroup", $"/aws/lambda/{name}");
        logging.Finish();
        return group;
    }

    private static Role RoleOf(Stack stack, ResourceProperties properties)
    {
        var node = properties.Get("Role");
        var arn = node.AsString("Role");
        var role = stack.Roles.Values.FirstOrDefault(role => role.Arn == arn) ?? throw new TemplateException(node.At, $"The role {arn} is none of this stack's.");
        // As Lambda says it.
        return role.TrustsLambda ? role : throw new TemplateException(node.At, "The role defined for the function cannot be assumed by Lambda.");
    }

    private static Dictionary<string, string> Variables(ResourceProperties properties)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (properties.Map("Environment") is not { } environment) return variables;
        if (environment.Find("Variables") is { } node)
        {
            foreach (var (name, value) in node.AsMap("Variables").Members) variables.Add(name, value.AsString(name));
        }
        environment.Finish();
        return variables;
    }
}
