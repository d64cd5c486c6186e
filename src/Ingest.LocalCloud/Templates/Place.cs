namespace Ingest.LocalCloud.Templates;

/// <summary>Where something stands in a template: <c>template.yaml:97</c>.</summary>
internal readonly record struct Place(string File, int Line)
{
    public override string ToString() => $"{File}:{Line}";
}

/// <summary>What a template says that cannot be deployed here, and where it says so.</summary>
internal sealed class TemplateException : IOException
{
    public TemplateException(Place at, string problem) : base($"{at}: {problem}")
    {
    }

    /// <param name="problem">Of what stands in no template: a parameter on the command line, a file that is not there.</param>
    public TemplateException(string problem) : base(problem)
    {
    }
}
