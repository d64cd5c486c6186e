namespace Ingest.LocalCloud.Templates;

/// <summary>A value of a template with its place: as written, or as evaluated, when it holds no <see cref="TemplateFunction"/> any more.</summary>
internal abstract class TemplateNode(Place at)
{
    public Place At => at;

    /// <summary>The value in a few words, for messages.</summary>
    public abstract string Kind { get; }

    public TemplateMap AsMap(string what) => this as TemplateMap ?? throw new TemplateException(at, $"{what} is a mapping, not {Kind}.");

    public TemplateList AsList(string what) => this as TemplateList ?? throw new TemplateException(at, $"{what} is a list, not {Kind}.");

    public string AsString(string what) => (this as TemplateScalar)?.Value ?? throw new TemplateException(at, $"{what} is a string, not {Kind}.");
}

/// <summary>A string, a number or a boolean: CloudFormation tells them apart where they are used.</summary>
internal sealed class TemplateScalar(string value, Place at) : TemplateNode(at)
{
    public string Value => value;

    public override string Kind => $"'{value}'";
}

internal sealed class TemplateList(IReadOnlyList<TemplateNode> items, Place at) : TemplateNode(at)
{
    public IReadOnlyList<TemplateNode> Items => items;

    public override string Kind => "a list";
}

/// <summary>Members in the order in which they are written.</summary>
internal sealed class TemplateMap(IReadOnlyDictionary<string, TemplateNode> members, Place at) : TemplateNode(at)
{
    public IReadOnlyDictionary<string, TemplateNode> Members => members;

    public override string Kind => "a mapping";

    public TemplateNode? Find(string name) => members.GetValueOrDefault(name);

    /// <exception cref="TemplateException">There is no such member.</exception>
    public TemplateNode Get(string name, string what) => Find(name) ?? throw new TemplateException(At, $"{what} has no {name}.");
}

/// <summary>An intrinsic function, in either of its forms: <c>!Sub x</c> or <c>{"Fn::Sub": x}</c>.</summary>
/// <param name="name">Without <c>Fn::</c>.</param>
internal sealed class TemplateFunction(string name, TemplateNode argument, Place at) : TemplateNode(at)
{
    public string Name => name;

    public TemplateNode Argument => argument;

    public override string Kind => $"!{name}";
}
