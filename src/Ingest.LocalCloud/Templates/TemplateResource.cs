namespace Ingest.LocalCloud.Templates;

/// <summary>A resource as written.</summary>
/// <param name="Condition">The condition under which it exists; null: always.</param>
/// <param name="DependsOn">Resources that are made before it though it does not refer to them.</param>
/// <param name="Written">All its attributes.</param>
internal sealed record TemplateResource(string Name, string Type, TemplateMap Properties, string? Condition, IReadOnlyList<string> DependsOn, TemplateMap Written, Place At)
{
    public static TemplateResource Of(string name, TemplateNode node, IReadOnlySet<string> known)
    {
        var written = node.AsMap($"The resource {name}");
        foreach (var (attribute, value) in written.Members)
        {
            if (!known.Contains(attribute)) throw new TemplateException(value.At, $"{name}: the attribute {attribute} of a resource is not understood here.");
        }
        return new TemplateResource(
            name,
            written.Get("Type", name).AsString("Type"),
            written.Find("Properties")?.AsMap("Properties") ?? new TemplateMap(new Dictionary<string, TemplateNode>(), node.At),
            written.Find("Condition")?.AsString("Condition"),
            written.Find("DependsOn") switch
            {
                null => [],
                TemplateList list => [.. list.Items.Select(item => item.AsString("DependsOn"))],
                { } one => [one.AsString("DependsOn")],
            },
            written,
            node.At);
    }
}
