using System.Text;
using System.Text.RegularExpressions;

namespace Ingest.LocalCloud.Templates;

/// <summary>
/// Evaluates a template's intrinsic functions for a set of parameters (CloudFormation user guide, "Intrinsic function
/// reference"). Only what is used is evaluated: the branch that an If does not take may refer to what does not exist.
/// </summary>
internal sealed partial class TemplateEvaluation
{
    private readonly Template _template;
    private readonly TemplateParameters _parameters;
    private readonly IReadOnlyDictionary<string, TemplateResource> _resources;
    private readonly IReferences _references;
    private readonly TemplateConditions _conditions;

    /// <param name="resources">Those of the template, the transform made.</param>
    public TemplateEvaluation(Template template, TemplateParameters parameters, IReadOnlyDictionary<string, TemplateResource> resources, IReferences references)
    {
        (_template, _parameters, _resources, _references) = (template, parameters, resources, references);
        _conditions = new TemplateConditions(template, node => Value(node) ?? throw new TemplateException(node.At, "AWS::NoValue cannot be compared."));
    }

    public TemplateConditions Conditions => _conditions;

    public bool Exists(TemplateResource resource) => resource.Condition is not { } condition || _conditions.Holds(condition, resource.At);

    /// <returns>The value without a function in it; null: AWS::NoValue, so that the member is not there.</returns>
    /// <exception cref="TemplateException">What cannot be evaluated.</exception>
    public TemplateNode? Value(TemplateNode node) => node switch
    {
        TemplateMap map => new TemplateMap(
            map.Members.Select(member => (member.Key, Value: Value(member.Value))).Where(member => member.Value is not null)
                .ToDictionary(member => member.Key, member => member.Value!, StringComparer.Ordinal),
            map.At),
        TemplateList list => new TemplateList([.. list.Items.Select(Value).OfType<TemplateNode>()], list.At),
        TemplateFunction function => Apply(function),
        _ => node,
    };

    /// <summary>The resources that one refers to under these parameters, and those it says it depends on.</summary>
    public IReadOnlyCollection<string> ReferencesOf(TemplateResource resource) =>
        DependencyOrder.ReferredBy(resource, references => new TemplateEvaluation(_template, _parameters, _resources, references));

    public string String(TemplateNode node, string what) => (Value(node) ?? throw new TemplateException(node.At, $"{what} is AWS::NoValue.")).AsString(what);

    private TemplateNode? Apply(TemplateFunction function)
    {
        var (argument, at) = (function.Argument, function.At);
        switch (function.Name)
        {
            case "Ref": return Reference(argument.AsString("Ref"), at);
            case "If":
                var branches = Arguments(function, 3);
                return Value(branches[_conditions.Holds(branches[0].AsString("The first argument of If"), at) ? 1 : 2]);
            case "GetAtt": return Scalar(Attribute(function));
            case "Sub": return Scalar(Substitute(function));
            case "Join":
                var joined = Arguments(function, 2);
                return Scalar(string.Join(joined[0].AsString("Join's delimiter"), List(joined[1], "Join").Select(item => item.AsString("An item of Join"))));
            case "Split":
                var split = Arguments(function, 2);
                return new TemplateList([.. String(split[1], "Split").Split(split[0].AsString("Split's delimiter")).Select(Scalar)], at);
            case "Select":
                var selected = Arguments(function, 2);
                var (index, items) = (String(selected[0], "Select's index"), List(selected[1], "Select"));
                return int.TryParse(index, out var i) && i >= 0 && i < items.Count ? items[i]
                    : throw new TemplateException(at, $"Select takes an index from 0 to {items.Count - 1}, not '{index}'.");
            case "FindInMap": return Find(function);
            case "Base64": return Scalar(Convert.ToBase64String(Encoding.UTF8.GetBytes(String(argument, "Base64"))));
            case "ImportValue": throw new TemplateException(at, "ImportValue needs another stack, and here there is one alone: give the value as a parameter.");
            default: throw new TemplateException(at, $"{function.Name} gives a condition, which only the sections Conditions and Rules take.");
        }

        TemplateScalar Scalar(string value) => new(value, at);
    }

    private TemplateNode? Reference(string name, Place at)
    {
        if (name == "AWS::NoValue") return null;
        if (_parameters.Values.TryGetValue(name, out var value)) return value;
        if (name.StartsWith("AWS::", StringComparison.Ordinal))
            return new TemplateScalar(_references.PseudoParameter(name) ?? throw new TemplateException(at, $"There is no pseudo parameter {name} here."), at);
        return new TemplateScalar(_references.Ref(Existing(name, at), at), at);
    }

    private string Attribute(TemplateFunction function)
    {
        if (function.Argument is TemplateList { Items: [{ } resource, { } attribute] })
            return _references.Attribute(Existing(resource.AsString("GetAtt"), function.At), String(attribute, "GetAtt"), function.At);
        return Attribute(function.Argument.AsString("GetAtt"), function.At);
    }

    private string Attribute(string path, Place at) => path.Split('.', 2) is [{ } resource, { } attribute]
        ? _references.Attribute(Existing(resource, at), attribute, at)
        : throw new TemplateException(at, $"GetAtt takes Resource.Attribute, not '{path}'.");

    private string Substitute(TemplateFunction function)
    {
        var (text, names) = function.Argument is TemplateList { Items: [{ } first, TemplateMap map] } ? (first.AsString("Sub"), map.Members) : (function.Argument.AsString("Sub"), null);
        var at = function.At;
        return Placeholder().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            // ${!Literal} is written out as ${Literal}.
            if (name is ['!', .. var literal]) return $"${{{literal}}}";
            if (names?.GetValueOrDefault(name) is { } value) return String(value, $"${{{name}}}");
            if (name.Contains('.', StringComparison.Ordinal)) return Attribute(name, at);
            return (Reference(name, at) ?? throw new TemplateException(at, "Sub cannot hold AWS::NoValue.")).AsString($"${{{name}}}");
        });
    }

    private TemplateNode Find(TemplateFunction function)
    {
        var names = Arguments(function, 3);
        var (map, first, second) = (String(names[0], "A map's name"), String(names[1], "A map's key"), String(names[2], "A map's second key"));
        return (_template.Mappings.GetValueOrDefault(map) as TemplateMap)?.Find(first) is TemplateMap keys && keys.Find(second) is { } value ? value
            : throw new TemplateException(function.At, $"The mapping {map} has no {first}, {second}.");
    }

    /// <summary>Refuses a reference to a resource that is not there under these parameters, as a deployment does.</summary>
    private string Existing(string name, Place at)
    {
        name = SamTransform.Generated(name, _resources);
        if (!_resources.TryGetValue(name, out var resource)) throw new TemplateException(at, $"There is no parameter or resource {name}.");
        return Exists(resource) ? name : throw new TemplateException(at, $"{name} is referred to where its condition {resource.Condition} does not hold.");
    }

    private IReadOnlyList<TemplateNode> List(TemplateNode node, string what) =>
        (Value(node) ?? throw new TemplateException(node.At, $"{what} is AWS::NoValue.")).AsList(what).Items;

    internal static IReadOnlyList<TemplateNode> Arguments(TemplateFunction function, int count) =>
        function.Argument is TemplateList list && list.Items.Count == count ? list.Items
            : throw new TemplateException(function.At, $"{function.Name} takes a list of {count}.");

    [GeneratedRegex(@"\$\{(?<name>!?[A-Za-z0-9_:.]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
