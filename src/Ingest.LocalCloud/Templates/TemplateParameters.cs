using System.Globalization;
using System.Text.RegularExpressions;

namespace Ingest.LocalCloud.Templates;

/// <summary>Values for a template's parameters, checked against what it declares (CloudFormation user guide, "Parameters").</summary>
internal sealed class TemplateParameters
{
    private static readonly HashSet<string> Attributes =
    [
        "Type", "Default", "Description", "AllowedValues", "AllowedPattern", "ConstraintDescription", "MinLength", "MaxLength", "MinValue", "MaxValue", "NoEcho",
    ];

    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, TemplateNode> _values = new(StringComparer.Ordinal);

    private TemplateParameters()
    {
    }

    public IReadOnlyDictionary<string, TemplateNode> Values => _values;

    /// <param name="chosen">By name; what is not named gets the template's default.</param>
    /// <exception cref="TemplateException">A value is missing or not allowed, or no such parameter is declared.</exception>
    public static TemplateParameters Of(Template template, IReadOnlyDictionary<string, string> chosen)
    {
        if (chosen.Keys.FirstOrDefault(name => !template.Parameters.ContainsKey(name)) is { } unknown)
            throw new TemplateException($"The template has no parameter '{unknown}'; it has: {string.Join(", ", template.Parameters.Keys)}.");
        var parameters = new TemplateParameters();
        foreach (var (name, node) in template.Parameters)
        {
            var declared = node.AsMap($"The parameter {name}");
            foreach (var (attribute, value) in declared.Members)
            {
                if (!Attributes.Contains(attribute)) throw new TemplateException(value.At, $"{name}: the attribute {attribute} of a parameter is not understood here.");
            }
            parameters._values.Add(name, Value(name, declared, chosen.GetValueOrDefault(name)));
        }
        return parameters;
    }

    /// <summary>The value, or asterisks if the template says that it must not be seen (NoEcho).</summary>
    public static string Shown(TemplateMap declared, string value) => declared.Find("NoEcho") is TemplateScalar hidden && hidden.Value.Equals("true", StringComparison.OrdinalIgnoreCase) ? "****" : value;

    private static TemplateNode Value(string name, TemplateMap declared, string? chosen)
    {
        var type = declared.Get("Type", $"The parameter {name}").AsString("Type");
        var value = chosen ?? (declared.Find("Default") as TemplateScalar)?.Value
            ?? throw new TemplateException(declared.At, $"The parameter {name} has no default and was not given: --parameter {name}=VALUE.");
        switch (type)
        {
            case "String" or "Number":
                Check(name, type, declared, value);
                return new TemplateScalar(value, declared.At);
            case "CommaDelimitedList" or "List<Number>":
                string[] items = [.. value.Split(',').Select(item => item.Trim())];
                foreach (var item in items) Check(name, type == "List<Number>" ? "Number" : "String", declared, item);
                return new TemplateList([.. items.Select(item => new TemplateScalar(item, declared.At))], declared.At);
            default:
                throw new TemplateException(declared.Find("Type")!.At, $"{name}: parameters of the type {type} are not looked up here; known: String, Number, CommaDelimitedList, List<Number>.");
        }
    }

    private static void Check(string name, string type, TemplateMap declared, string value)
    {
        if (declared.Find("AllowedValues") is { } allowed)
        {
            var values = allowed.AsList("AllowedValues").Items.Select(item => item.AsString("AllowedValues")).ToList();
            Require(values.Contains(value), $"one of {string.Join(" | ", values)}");
        }
        if (type == "Number")
        {
            Require(decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number), "a number");
            if (Limit(declared, "MinValue") is { } least) Require(number >= least, $"{least} or more");
            if (Limit(declared, "MaxValue") is { } most) Require(number <= most, $"{most} or less");
            return;
        }
        if (declared.Find("AllowedPattern")?.AsString("AllowedPattern") is { } pattern)
            Require(Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.CultureInvariant, LongestMatch), $"what matches {pattern}");
        if (Limit(declared, "MinLength") is { } shortest) Require(value.Length >= shortest, $"{shortest} characters or more");
        if (Limit(declared, "MaxLength") is { } longest) Require(value.Length <= longest, $"{longest} characters or less");

        void Require(bool holds, string wanted)
        {
            if (!holds) throw new TemplateException(declared.At, $"The parameter {name} takes {wanted}, not '{Shown(declared, value)}'.");
        }
    }

    private static decimal? Limit(TemplateMap declared, string name) => declared.Find(name) is not { } limit ? null
        : decimal.TryParse(limit.AsString(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new TemplateException(limit.At, $"{name} is a number, not {limit.Kind}.");
}
