namespace Ingest.LocalCloud.Templates;

/// <summary>Where and as what a template is deployed.</summary>
internal sealed record StackSettings
{
    /// <summary>In the names of what it makes. Default: <c>ingest</c>, as samconfig.toml.</summary>
    public string Name { get; init; } = "ingest";

    public string Region { get; init; } = "us-east-1";

    /// <summary>Twelve digits.</summary>
    public string Account { get; init; } = "000000000000";

    /// <summary>Where the function's URL is; null: nothing listens yet, and the URL that a deployment to AWS would have stands for it.</summary>
    public Uri? FunctionUrl { get; init; }
}
