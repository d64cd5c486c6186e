namespace Ingest.LocalCloud.Templates;

/// <summary>Orders resources so that each comes after those it refers to, as far as it can in the order in which they are written.</summary>
internal sealed class DependencyOrder : IReferences
{
    private readonly HashSet<string> _referred = new(StringComparer.Ordinal);

    private DependencyOrder()
    {
    }

    /// <returns>The resources that exist under the parameters.</returns>
    /// <exception cref="TemplateException">Resources refer to one another in a circle.</exception>
    public static List<TemplateResource> Of(IReadOnlyDictionary<string, TemplateResource> resources, TemplateEvaluation evaluation)
    {
        var living = resources.Values.Where(evaluation.Exists).ToDictionary(resource => resource.Name, StringComparer.Ordinal);
        var ordered = new List<TemplateResource>();
        var path = new List<string>();
        foreach (var resource in living.Values) Visit(resource);
        return ordered;

        void Visit(TemplateResource resource)
        {
            if (ordered.Contains(resource)) return;
            if (path.Contains(resource.Name))
                throw new TemplateException(resource.At, $"Resources refer to one another in a circle: {string.Join(" → ", path.SkipWhile(name => name != resource.Name))} → {resource.Name}.");
            path.Add(resource.Name);
            foreach (var name in evaluation.ReferencesOf(resource))
            {
                if (living.TryGetValue(name, out var other)) Visit(other);
                else if (!resources.ContainsKey(name)) throw new TemplateException(resource.At, $"{resource.Name} depends on {name}, which there is not.");
            }
            path.RemoveAt(path.Count - 1);
            ordered.Add(resource);
        }
    }

    /// <summary>Notes what is referred to and gives names for it.</summary>
    public static IReadOnlyCollection<string> ReferredBy(TemplateResource resource, Func<IReferences, TemplateEvaluation> evaluate)
    {
        var noted = new DependencyOrder();
        evaluate(noted).Value(resource.Properties);
        noted._referred.UnionWith(resource.DependsOn);
        return noted._referred;
    }

    public string Ref(string resource, Place at) => Note(resource);

    public string Attribute(string resource, string attribute, Place at) => Note(resource);

    public string PseudoParameter(string name) => name;

    private string Note(string resource)
    {
        _referred.Add(resource);
        return resource;
    }
}
