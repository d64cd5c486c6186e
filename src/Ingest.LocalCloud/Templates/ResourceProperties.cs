using System.Globalization;

namespace Ingest.LocalCloud.Templates;

/// <summary>The evaluated properties of one resource. What is not read by the end is not known here, and refused.</summary>
internal sealed class ResourceProperties(string what, TemplateMap map)
{
    private readonly HashSet<string> _read = [];

    public Place At => map.At;

    public TemplateNode? Find(string name)
    {
        _read.Add(name);
        return map.Find(name);
    }

    public TemplateNode Get(string name) => Find(name) ?? throw new TemplateException(At, $"{what} has no {name}.");

    public string? String(string name) => Find(name)?.AsString(name);

    public string String(string name, string fallback) => String(name) ?? fallback;

    /// <exception cref="TemplateException">It is none of these.</exception>
    public string OneOf(string name, string fallback, params string[] allowed)
    {
        var value = String(name, fallback);
        return allowed.Contains(value) ? value : throw new TemplateException(Find(name)!.At, $"{name} takes {string.Join(" | ", allowed)}, not '{value}'.");
    }

    public int? Integer(string name, int least, int most)
    {
        if (Find(name) is not { } node) return null;
        return int.TryParse(node.AsString(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw new TemplateException(node.At, $"{name} takes {least} to {most}, not {node.Kind}.");
    }

    public double? Number(string name) => Find(name) is not { } node ? null
        : double.TryParse(node.AsString(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new TemplateException(node.At, $"{name} takes a number, not {node.Kind}.");

    public bool? Boolean(string name) => Find(name) is not { } node ? null
        : bool.TryParse(node.AsString(name), out var value) ? value : throw new TemplateException(node.At, $"{name} takes true or false, not {node.Kind}.");

    public IReadOnlyList<string> Strings(string name) => Find(name) is { } node ? [.. node.AsList(name).Items.Select(item => item.AsString(name))] : [];

    public ResourceProperties? Map(string name) => Find(name) is { } node ? new ResourceProperties(name, node.AsMap(name)) : null;

    public IEnumerable<ResourceProperties> Maps(string name) => (Find(name)?.AsList(name).Items ?? []).Select(item => new ResourceProperties($"An item of {name}", item.AsMap(name)));

    /// <summary>Marks what is known and changes nothing that can be seen here, such as tags and encryption at rest.</summary>
    public ResourceProperties Accept(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _read.Add(name);
        return this;
    }

    /// <exception cref="TemplateException">A property was not read.</exception>
    public void Finish()
    {
        foreach (var (name, node) in map.Members)
        {
            if (!_read.Contains(name)) throw new TemplateException(node.At, $"{what}: the property {name} is not understood here.");
        }
    }
}
