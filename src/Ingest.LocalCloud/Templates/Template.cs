namespace Ingest.LocalCloud.Templates;

/// <summary>
/// A template's sections as written (CloudFormation user guide, "Template anatomy"). Nothing in it is passed over: a section
/// or an attribute of a resource that is not understood is refused with its line.
/// </summary>
internal sealed class Template
{
    private const string SamTransform = "AWS::Serverless-2016-10-31";

    private static readonly HashSet<string> Sections =
        ["AWSTemplateFormatVersion", "Transform", "Description", "Metadata", "Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs"];

    // What is deployed here ends with the process, so that policies of deletion and update change nothing.
    private static readonly HashSet<string> ResourceAttributes =
        ["Type", "Properties", "Condition", "DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy"];

    private readonly TemplateMap _root;

    private Template(TemplateMap root)
    {
        _root = root;
        foreach (var (name, node) in root.Members)
        {
            if (!Sections.Contains(name)) throw new TemplateException(node.At, $"The section {name} is not understood here.");
        }
        if (root.Find("Transform") is { } transform && transform.AsString("Transform") != SamTransform)
            throw new TemplateException(transform.At, $"The transform {transform.AsString("Transform")} is not made here; known: {SamTransform}.");
        Parameters = Section("Parameters");
        Mappings = Section("Mappings");
        Conditions = Section("Conditions");
        Rules = Section("Rules");
        Outputs = Section("Outputs");
        Resources = Section("Resources").ToDictionary(entry => entry.Key, entry => TemplateResource.Of(entry.Key, entry.Value, ResourceAttributes), StringComparer.Ordinal);
        if (Resources.Count == 0) throw new TemplateException(root.At, "A template needs at least one resource.");
    }

    public IReadOnlyDictionary<string, TemplateNode> Parameters { get; }

    public IReadOnlyDictionary<string, TemplateNode> Mappings { get; }

    public IReadOnlyDictionary<string, TemplateNode> Conditions { get; }

    public IReadOnlyDictionary<string, TemplateNode> Rules { get; }

    public IReadOnlyDictionary<string, TemplateResource> Resources { get; }

    public IReadOnlyDictionary<string, TemplateNode> Outputs { get; }

    /// <exception cref="TemplateException">There is no such file, or it is no template.</exception>
    public static Template ReadFile(string path)
    {
        if (!File.Exists(path)) throw new TemplateException($"There is no template at {path}.");
        using var reader = File.OpenText(path);
        return Read(reader, Path.GetFileName(path));
    }

    public static Template Read(TextReader yaml, string name) => new(TemplateReader.Read(yaml, name));

    private IReadOnlyDictionary<string, TemplateNode> Section(string name) =>
        _root.Find(name)?.AsMap(name).Members ?? new Dictionary<string, TemplateNode>();
}
