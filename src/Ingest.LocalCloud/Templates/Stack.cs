using System.Security.Cryptography;
using System.Text;
using Ingest.LocalCloud.Iam;
using Ingest.LocalCloud.Services.CloudWatch;
using Ingest.LocalCloud.Services.DynamoDb;
using Ingest.LocalCloud.Services.Kinesis;
using Ingest.LocalCloud.Templates.Resources;

namespace Ingest.LocalCloud.Templates;

/// <summary>
/// What a template makes with a set of parameters: every resource in the order in which it can be made, with its name, and what
/// the services are to create. Nothing runs yet.
/// </summary>
internal sealed class Stack
{
    private readonly Dictionary<string, StackResource> _made = new(StringComparer.Ordinal);

    private readonly Template _template;
    private readonly IReadOnlyDictionary<string, string> _chosen;

    private Stack(Template template, IReadOnlyDictionary<string, string> chosen, StackSettings settings) => (_template, _chosen, Settings) = (template, chosen, settings);

    public StackSettings Settings { get; }

    public IReadOnlyCollection<StackResource> Resources => _made.Values;

    /// <summary>The parameters that differ from the template's defaults, or have none, as they may be shown.</summary>
    public required IReadOnlyDictionary<string, string> Chosen { get; init; }

    public IReadOnlyList<StackOutput> Outputs { get; private set; } = [];

    public FunctionDefinition? Function { get; set; }

    public UrlDefinition? Url { get; set; }

    public List<UrlPermission> Permissions { get; } = [];

    public Dictionary<string, Role> Roles { get; } = new(StringComparer.Ordinal);

    /// <summary>By ARN.</summary>
    public Dictionary<string, IReadOnlyList<PolicyStatement>> ManagedPolicies { get; } = new(StringComparer.Ordinal);

    public List<StreamDefinition> Streams { get; } = [];

    public List<TableDefinition> Tables { get; } = [];

    public List<string> LogGroups { get; } = [];

    public List<AlarmDefinition> Alarms { get; } = [];

    /// <summary>Bodies by name.</summary>
    public Dictionary<string, string> Dashboards { get; } = new(StringComparer.Ordinal);

    /// <exception cref="TemplateException">What the template asks for cannot be had here, or nowhere.</exception>
    public static Stack Of(Template template, IReadOnlyDictionary<string, string> parameters, StackSettings settings)
    {
        var values = TemplateParameters.Of(template, parameters);
        var stack = new Stack(template, parameters, settings)
        {
            Chosen = parameters
                .Select(parameter => (parameter.Key, parameter.Value, Declared: (TemplateMap)template.Parameters[parameter.Key]))
                .Where(parameter => parameter.Declared.Find("Default") is not TemplateScalar fallback || fallback.Value != parameter.Value)
                .ToDictionary(parameter => parameter.Key, parameter => TemplateParameters.Shown(parameter.Declared, parameter.Value)),
        };
        var resources = SamTransform.Expand(template, values);
        var evaluation = new TemplateEvaluation(template, values, resources, new MadeResources(stack));
        evaluation.Conditions.CheckRules();
        foreach (var resource in DependencyOrder.Of(resources, evaluation)) stack.Make(resource, evaluation);
        stack.Outputs = [.. template.Outputs.Select(output => Output(output.Key, output.Value, evaluation)).OfType<StackOutput>()];
        return stack;
    }

    /// <summary>The same stack once its function's URL is known: dashboards, alarms and outputs may name it.</summary>
    public Stack Serving(Uri functionUrl) => Of(_template, _chosen, Settings with { FunctionUrl = functionUrl });

    public StackResource Resource(string id) => _made[id];

    /// <summary>
    /// The name that CloudFormation makes up, <c>stack-LogicalId-XXXXXXXXXXXX</c>; here the same for each deployment, so that
    /// what was written down yesterday is right today.
    /// </summary>
    public string NameOf(string id, int longest)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Settings.Name}/{id}"));
        var suffix = string.Create(12, hash, static (span, bytes) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = Letters[bytes[i] % Letters.Length];
        });
        var name = $"{Settings.Name}-{id}";
        return $"{name[..Math.Min(name.Length, longest - suffix.Length - 1)]}-{suffix}";
    }

    public string Arn(string service, string resource) => $"arn:aws:{service}:{Settings.Region}:{Settings.Account}:{resource}";

    private void Make(TemplateResource resource, TemplateEvaluation evaluation)
    {
        var type = ResourceTypes.Of(resource);
        var properties = new ResourceProperties($"{resource.Name} ({resource.Type})", (TemplateMap)evaluation.Value(resource.Properties)!);
        var made = type.Make(this, resource.Name, properties);
        properties.Finish();
        _made.Add(resource.Name, made);
    }

    private static StackOutput? Output(string name, TemplateNode node, TemplateEvaluation evaluation)
    {
        var output = node.AsMap($"The output {name}");
        foreach (var (member, value) in output.Members)
        {
            if (member is not ("Value" or "Description" or "Condition" or "Export")) throw new TemplateException(value.At, $"{name}: {member} of an output is not understood here.");
        }
        if (output.Find("Condition") is { } condition && !evaluation.Conditions.Holds(condition.AsString("Condition"), condition.At)) return null;
        return new StackOutput(name, evaluation.String(output.Get("Value", $"The output {name}"), name), output.Find("Description")?.AsString("Description"));
    }

    /// <summary>References to what the stack has made so far; the order sees to it that this is enough.</summary>
    private sealed class MadeResources(Stack stack) : IReferences
    {
        public string Ref(string resource, Place at) => stack._made[resource].PhysicalId;

        public string Attribute(string resource, string attribute, Place at) => stack._made[resource] is var made && made.Attributes.TryGetValue(attribute, out var value) ? value
            : throw new TemplateException(at, $"{resource} ({made.Type}) has no attribute {attribute} here; it has: {string.Join(", ", made.Attributes.Keys)}.");

        public string? PseudoParameter(string name) => name switch
        {
            "AWS::AccountId" => stack.Settings.Account,
            "AWS::Partition" => "aws",
            "AWS::Region" => stack.Settings.Region,
            "AWS::StackId" => stack.Arn("cloudformation", $"stack/{stack.Settings.Name}/local"),
            "AWS::StackName" => stack.Settings.Name,
            "AWS::URLSuffix" => "amazonaws.com",
            _ => null,
        };
    }
}
