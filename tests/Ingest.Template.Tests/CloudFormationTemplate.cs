using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Testing;
using YamlDotNet.RepresentationModel;

namespace Ingest.Template.Tests;

/// <summary>
/// template.yaml as CloudFormation would see it for a set of parameters: conditions decided, parameters filled in, and
/// what only a deployment knows left as "&lt;Name&gt;". A mapping is a dictionary, a sequence a list, all else a string.
/// </summary>
internal sealed partial class CloudFormationTemplate
{
    private static readonly object NoValue = new();
    private readonly YamlMappingNode _root;
    private readonly Dictionary<string, string> _parameters;

    private CloudFormationTemplate(YamlMappingNode root, IReadOnlyDictionary<string, string> chosen)
    {
        _root = root;
        _parameters = Section("Parameters").Children.ToDictionary(
            parameter => Text(parameter.Key),
            parameter => chosen.GetValueOrDefault(Text(parameter.Key)) ?? Text(((YamlMappingNode)parameter.Value)["Default"]));
    }

    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    /// <summary>Parameter names and the properties each declares.</summary>
    public IEnumerable<(string Name, YamlMappingNode Declaration)> Declarations =>
        Section("Parameters").Children.Select(parameter => (Text(parameter.Key), (YamlMappingNode)parameter.Value));

    public static CloudFormationTemplate Read(params (string Name, string Value)[] parameters) => ReadFile("template.yaml", parameters);

    public static CloudFormationTemplate ReadFile(string path, params (string Name, string Value)[] parameters)
    {
        using var reader = File.OpenText(CheckedOutFiles.PathOf(path));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return new CloudFormationTemplate((YamlMappingNode)yaml.Documents[0].RootNode, parameters.ToDictionary(pair => pair.Name, pair => pair.Value));
    }

    /// <summary>The resources that exist under these parameters.</summary>
    public Dictionary<string, Dictionary<string, object>> Resources() => Living("Resources");

    /// <summary>What CloudFormation says of these parameters before it makes anything; nothing if it takes them.</summary>
    public List<string> BrokenRules() =>
        [.. Section("Rules").Children.Values.Cast<YamlMappingNode>()
            .Where(rule => IsTrue(rule["RuleCondition"]))
            .SelectMany(rule => (YamlSequenceNode)rule["Assertions"])
            .Where(assertion => !IsTrue(assertion["Assert"]))
            .Select(assertion => Text(assertion["AssertDescription"]))];

    public Dictionary<string, Dictionary<string, object>> Outputs() => Living("Outputs");

    private Dictionary<string, Dictionary<string, object>> Living(string section) =>
        Section(section).Children
            .Where(entry => !((YamlMappingNode)entry.Value).Children.TryGetValue("Condition", out var condition) || Holds(Text(condition)))
            .ToDictionary(entry => Text(entry.Key), entry => (Dictionary<string, object>)Value(entry.Value));

    private YamlMappingNode Section(string name) => (YamlMappingNode)_root[name];

    private bool Holds(string condition) => IsTrue(Section("Conditions")[condition]);

    private bool IsTrue(YamlNode condition) => Tag(condition) switch
    {
        "!Equals" => Equals(Value(Item(condition, 0)), Value(Item(condition, 1))),
        "!Not" => !IsTrue(Item(condition, 0)),
        "!Or" => ((YamlSequenceNode)condition).Any(IsTrue),
        "!And" => ((YamlSequenceNode)condition).All(IsTrue),
        var tag => throw new InvalidOperationException($"Condition function {tag} is not known here."),
    };

    private object Value(YamlNode node)
    {
        switch (Tag(node))
        {
            case "!Ref": return Reference(Text(node));
            case "!GetAtt": return Known(Text(node).Split('.')[0], $"<{Text(node)}>");
            case "!Sub" when node is YamlSequenceNode: return Substitute(Text(Item(node, 0)), (YamlMappingNode)Item(node, 1));
            case "!Sub": return Substitute(Text(node), new YamlMappingNode());
            case "!Split": return ((string)Value(Item(node, 1))).Split(Text(Item(node, 0))).ToList<object>();
            case "!If": return Value(Item(node, Holds(Text(Item(node, 0))) ? 1 : 2));
            case { } tag: throw new InvalidOperationException($"Function {tag} is not known here.");
        }
        return node switch
        {
            YamlMappingNode mapping => mapping.Children
                .Select(entry => (Key: Text(entry.Key), Value: Value(entry.Value)))
                .Where(entry => entry.Value != NoValue)
                .ToDictionary(entry => entry.Key, entry => entry.Value),
            YamlSequenceNode sequence => sequence.Select(Value).Where(value => value != NoValue).ToList(),
            _ => Text(node),
        };
    }

    private string Substitute(string text, YamlMappingNode names) => Placeholder().Replace(text, match =>
    {
        var name = match.Groups["name"].Value;
        return names.Children.TryGetValue(name, out var value)
            ? (string)Value(value)
            : name.Contains('.', StringComparison.Ordinal) ? (string)Known(name.Split('.')[0], $"<{name}>") : (string)Reference(name);
    });

    private object Reference(string name) => name switch
    {
        "AWS::NoValue" => NoValue,
        _ when name.StartsWith("AWS::", StringComparison.Ordinal) => $"<{name}>",
        _ when _parameters.TryGetValue(name, out var value) => value,
        _ => Known(name, $"<{name}>"),
    };

    /// <summary>Refuses a reference to a resource that is not there under these parameters, as a deployment would.</summary>
    private object Known(string resource, string value)
    {
        // SAM adds <Function>Url beside a function with a FunctionUrlConfig.
        if (resource == "IngestFunctionUrl") return value;
        if (!Section("Resources").Children.TryGetValue(resource, out var node))
            throw new InvalidOperationException($"There is no parameter or resource {resource}.");
        if (((YamlMappingNode)node).Children.TryGetValue("Condition", out var condition) && !Holds(Text(condition)))
            throw new InvalidOperationException($"{resource} is referenced where its condition {condition} does not hold.");
        return value;
    }

    private static string? Tag(YamlNode node) => node.Tag.IsEmpty || !node.Tag.Value.StartsWith('!') ? null : node.Tag.Value;

    private static YamlNode Item(YamlNode node, int index) => ((YamlSequenceNode)node)[index];

    private static string Text(YamlNode node) => Convert.ToString(((YamlScalarNode)node).Value, CultureInfo.InvariantCulture) ?? "";

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9:.]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
