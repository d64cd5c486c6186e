using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ingest.Template.Tests.Schemas;

/// <summary>Holds a template's resources, evaluated, against CloudFormation's schemas.</summary>
internal sealed partial class SchemaCheck(CloudFormationSchemas schemas, IReadOnlyDictionary<string, Dictionary<string, object>> resources)
{
    private readonly List<string> _wrong = [];

    /// <returns>What CloudFormation would not take, each with its path.</returns>
    public static List<string> Of(CloudFormationSchemas schemas, IReadOnlyDictionary<string, Dictionary<string, object>> resources)
    {
        var check = new SchemaCheck(schemas, resources);
        foreach (var (id, resource) in resources) check.Resource(id, (string)resource.At("Type"), resource.GetValueOrDefault("Properties") as Dictionary<string, object> ?? []);
        return check._wrong;
    }

    private void Resource(string id, string type, Dictionary<string, object> properties)
    {
        if (schemas.Resource(type) is not { } schema)
        {
            _wrong.Add($"{id}: there is no type {type}");
            return;
        }
        Object($"{id} ({type})", schema.GetProperty("properties"), properties);
    }

    private void Object(string path, JsonElement declared, Dictionary<string, object> members)
    {
        foreach (var (name, value) in members)
        {
            if (declared.TryGetProperty(name, out var property)) Value($"{path}.{name}", property.GetProperty("type"), value);
            else _wrong.Add($"{path}: there is no property {name}");
        }
        foreach (var property in declared.EnumerateObject())
        {
            if (property.Value.TryGetProperty("required", out var required) && required.GetBoolean() && !members.ContainsKey(property.Name)) _wrong.Add($"{path}: {property.Name} is required");
        }
    }

    private void Value(string path, JsonElement type, object value)
    {
        switch (type.GetProperty("type").GetString())
        {
            case "json": References(path, value); break;
            case "ref" when value is Dictionary<string, object> map: Object(path, schemas.Definition(type).GetProperty("properties"), map); break;
            case "tag" when value is Dictionary<string, object> tag:
                if (!tag.Keys.Order().SequenceEqual(["Key", "Value"])) _wrong.Add($"{path}: a tag is Key and Value");
                break;
            case "array" when value is List<object> list:
                for (var i = 0; i < list.Count; i++) Value($"{path}[{i}]", type.GetProperty("element"), list[i]);
                break;
            case "map" when value is Dictionary<string, object> map:
                foreach (var (name, member) in map) Value($"{path}.{name}", type.GetProperty("element"), member);
                break;
            case "union" when type.GetProperty("types").EnumerateArray().Any(one => Fits(path, one, value)): break;
            case "string" or "date-time" when value is string text: Text(path, type, text); break;
            case "integer" when value is string number && long.TryParse(number, CultureInfo.InvariantCulture, out _): break;
            case "number" when value is string number && double.TryParse(number, CultureInfo.InvariantCulture, out _): break;
            case "boolean" when value is "true" or "false": break;
            case var wanted: _wrong.Add($"{path}: {(value is string other ? $"'{other}'" : value is List<object> ? "a list" : "a mapping")} is no {wanted}"); break;
        }
    }

    private bool Fits(string path, JsonElement type, object value)
    {
        var before = _wrong.Count;
        Value(path, type, value);
        if (_wrong.Count == before) return true;
        _wrong.RemoveRange(before, _wrong.Count - before);
        return false;
    }

    private void Text(string path, JsonElement type, string text)
    {
        References(path, text);
        if (type.TryGetProperty("allowedValues", out var allowed) && !text.Contains('<', StringComparison.Ordinal) && !allowed.EnumerateArray().Any(one => one.GetString() == text)) _wrong.Add($"{path}: '{text}' is none of {allowed.GetRawText()}");
    }

    /// <summary>What only a deployment knows stands as &lt;Resource&gt; or &lt;Resource.Attribute&gt;.</summary>
    private void References(string path, object value)
    {
        if (value is Dictionary<string, object> map) foreach (var (name, member) in map) References($"{path}.{name}", member);
        if (value is List<object> list) foreach (var item in list) References(path, item);
        if (value is not string text) return;
        foreach (Match reference in Attribute().Matches(text))
        {
            var (resource, attribute) = (reference.Groups["resource"].Value, reference.Groups["attribute"].Value);
            if (resources.TryGetValue(resource, out var referred) && schemas.Resource((string)referred.At("Type")) is { } schema && !schema.GetProperty("attributes").TryGetProperty(attribute, out _))
                _wrong.Add($"{path}: {resource} has no attribute {attribute}");
        }
    }

    [GeneratedRegex(@"<(?<resource>\w+)\.(?<attribute>[\w.]+)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Attribute();
}
