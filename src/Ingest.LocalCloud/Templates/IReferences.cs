namespace Ingest.LocalCloud.Templates;

/// <summary>What a reference to a resource or a pseudo parameter stands for: known to a deployment, unknown to who only reads.</summary>
internal interface IReferences
{
    /// <summary>What <c>!Ref</c> gives for a resource that exists under the parameters.</summary>
    string Ref(string resource, Place at);

    /// <summary>What <c>!GetAtt</c> gives.</summary>
    string Attribute(string resource, string attribute, Place at);

    /// <summary>Such as <c>AWS::Region</c>; null: there is none of that name.</summary>
    string? PseudoParameter(string name);
}
