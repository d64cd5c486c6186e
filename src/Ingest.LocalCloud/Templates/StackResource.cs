namespace Ingest.LocalCloud.Templates;

/// <summary>A resource that a stack has made.</summary>
/// <param name="Id">Its logical id: its name in the template.</param>
/// <param name="PhysicalId">What Ref gives.</param>
/// <param name="Says">What matters of it, in a few words.</param>
/// <param name="Attributes">What GetAtt gives.</param>
internal sealed record StackResource(string Id, string Type, string PhysicalId, string Says, IReadOnlyDictionary<string, string> Attributes);

/// <summary>One of a stack's outputs.</summary>
internal sealed record StackOutput(string Key, string Value, string? Description);
