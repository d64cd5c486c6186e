using Ingest.LocalCloud.Templates;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>
/// template.yaml as CloudFormation would see it for a set of parameters: conditions decided, parameters filled in, and
/// what only a deployment knows left as "&lt;Name&gt;". A mapping is a dictionary, a sequence a list, all else a string.
/// </summary>
internal sealed class CloudFormationTemplate
{
    private readonly Ingest.LocalCloud.Templates.Template _template;
    private readonly TemplateEvaluation _evaluation;
    private readonly IReadOnlyDictionary<string, TemplateResource> _expanded;

    private CloudFormationTemplate(Ingest.LocalCloud.Templates.Template template, IReadOnlyDictionary<string, string> chosen)
    {
        _template = template;
        var parameters = TemplateParameters.Of(template, chosen);
        _expanded = SamTransform.Expand(template, parameters);
        _evaluation = new TemplateEvaluation(template, parameters, _expanded, new Unknown());
    }

    /// <summary>Parameter names and the properties each declares.</summary>
    public IEnumerable<(string Name, Dictionary<string, object> Declaration)> Declarations =>
        _template.Parameters.Select(parameter => (parameter.Key, (Dictionary<string, object>)Plain(parameter.Value)));

    public static CloudFormationTemplate Read(params (string Name, string Value)[] parameters) => ReadFile("template.yaml", parameters);

    public static CloudFormationTemplate ReadFile(string path, params (string Name, string Value)[] parameters) =>
        Of(File.ReadAllText(CheckedOutFiles.PathOf(path)), parameters);

    public static CloudFormationTemplate Of(string yaml, params (string Name, string Value)[] parameters)
    {
        using var reader = new StringReader(yaml);
        return new CloudFormationTemplate(Ingest.LocalCloud.Templates.Template.Read(reader, "template.yaml"), parameters.ToDictionary(pair => pair.Name, pair => pair.Value));
    }

    /// <summary>The resources that exist under these parameters.</summary>
    public Dictionary<string, Dictionary<string, object>> Resources() =>
        _template.Resources.Values.Where(_evaluation.Exists).ToDictionary(resource => resource.Name, resource => (Dictionary<string, object>)Plain(_evaluation.Value(resource.Written)!));

    /// <summary>The same, with what the transform makes in place of what it takes, and but for where the code is: packaging writes that.</summary>
    public Dictionary<string, Dictionary<string, object>> Expanded() => _expanded.Values.Where(_evaluation.Exists).ToDictionary(
        resource => resource.Name,
        resource =>
        {
            var properties = (Dictionary<string, object>)Plain(_evaluation.Value(resource.Properties)!);
            if (resource.Type == "AWS::Lambda::Function") properties["Code"] = new Dictionary<string, object>();
            // The transform takes a mapping of tags for what the function has a list of.
            if (resource.Type == "AWS::Lambda::Function" && properties.TryGetValue("Tags", out var tags)) properties["Tags"] = ((Dictionary<string, object>)tags).Select(object (tag) => new Dictionary<string, object> { ["Key"] = tag.Key, ["Value"] = tag.Value }).ToList();
            return new Dictionary<string, object> { ["Type"] = resource.Type, ["Properties"] = properties };
        });

    /// <summary>What CloudFormation says of these parameters before it makes anything; nothing if it takes them.</summary>
    public List<string> BrokenRules() => [.. _evaluation.Conditions.BrokenRules().Select(broken => broken.Description)];

    public Dictionary<string, Dictionary<string, object>> Outputs() => _template.Outputs
        .Where(output => ((TemplateMap)output.Value).Find("Condition") is not { } condition || _evaluation.Conditions.Holds(condition.AsString("Condition"), condition.At))
        .ToDictionary(output => output.Key, output => (Dictionary<string, object>)Plain(_evaluation.Value(output.Value)!));

    private static object Plain(TemplateNode node) => node switch
    {
        TemplateMap map => map.Members.ToDictionary(member => member.Key, member => Plain(member.Value)),
        TemplateList list => list.Items.Select(Plain).ToList(),
        TemplateScalar scalar => scalar.Value,
        _ => throw new InvalidOperationException($"{node.At}: {node.Kind} was not evaluated."),
    };

    private sealed class Unknown : IReferences
    {
        public string Ref(string resource, Place at) => $"<{resource}>";

        public string Attribute(string resource, string attribute, Place at) => $"<{resource}.{attribute}>";

        public string PseudoParameter(string name) => $"<{name}>";
    }
}
