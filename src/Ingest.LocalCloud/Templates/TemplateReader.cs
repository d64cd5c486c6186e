using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ingest.LocalCloud.Templates;

/// <summary>Reads YAML into nodes that know their lines; JSON is YAML too.</summary>
internal sealed class TemplateReader
{
    /// <summary>CloudFormation user guide, "Intrinsic function reference", and those of rules; what is not listed is not evaluated here.</summary>
    private static readonly HashSet<string> Functions =
    [
        "Ref", "Condition", "GetAtt", "Sub", "If", "Equals", "And", "Or", "Not", "Join", "Select", "Split", "FindInMap", "Base64", "ImportValue",
        "Contains", "EachMemberEquals", "EachMemberIn",
    ];

    private readonly string _file;

    private TemplateReader(string file) => _file = file;

    /// <param name="name">What messages call the file.</param>
    /// <exception cref="TemplateException">It is no YAML, or uses a function that is not evaluated here.</exception>
    public static TemplateMap Read(TextReader yaml, string name)
    {
        var reader = new TemplateReader(name);
        try
        {
            var stream = new YamlStream();
            stream.Load(yaml);
            if (stream.Documents is not [{ } document]) throw new TemplateException($"{name} holds {stream.Documents.Count} YAML documents; a template is one.");
            return reader.Node(document.RootNode).AsMap("A template");
        }
        catch (YamlException e)
        {
            throw new TemplateException(new Place(name, (int)e.Start.Line), e.InnerException?.Message ?? e.Message);
        }
    }

    private TemplateNode Node(YamlNode node)
    {
        var at = new Place(_file, (int)node.Start.Line);
        if (TagOf(node) is { } tag) return Function(tag, Plain(node, at), at);
        if (node is YamlMappingNode { Children: [{ Key: YamlScalarNode { Value: { } key }, Value: { } argument }] } && LongForm(key) is { } name)
            return Function(name, Node(argument), at);
        return Plain(node, at);
    }

    private TemplateNode Plain(YamlNode node, Place at) => node switch
    {
        YamlMappingNode mapping => new TemplateMap(mapping.Children.ToDictionary(child => KeyOf(child.Key), child => Node(child.Value), StringComparer.Ordinal), at),
        YamlSequenceNode sequence => new TemplateList([.. sequence.Children.Select(Node)], at),
        YamlScalarNode { Value: { } value } => new TemplateScalar(value, at),
        _ => throw new TemplateException(at, "A value is missing here; CloudFormation takes no null."),
    };

    private static TemplateFunction Function(string name, TemplateNode argument, Place at)
    {
        if (!Functions.Contains(name)) throw new TemplateException(at, $"The function {name} is not evaluated here. Known: {string.Join(", ", Functions)}.");
        return new TemplateFunction(name, argument, at);
    }

    private string KeyOf(YamlNode key) => key is YamlScalarNode { Value: { } name } ? name
        : throw new TemplateException(new Place(_file, (int)key.Start.Line), "A member's name is a string.");

    // YAML's own tags, such as tag:yaml.org,2002:str, say nothing to CloudFormation.
    private static string? TagOf(YamlNode node) => node.Tag.IsEmpty || node.Tag.Value is not ['!', _, ..] tag ? null : tag[1..];

    private static string? LongForm(string key) =>
        key is "Ref" ? key : key.StartsWith("Fn::", StringComparison.Ordinal) ? key["Fn::".Length..] : null;
}
