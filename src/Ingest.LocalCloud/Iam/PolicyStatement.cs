namespace Ingest.LocalCloud.Iam;

/// <summary>One statement of a policy (IAM user guide, "IAM JSON policy element reference").</summary>
/// <param name="Allows">Its Effect.</param>
/// <param name="Actions">Patterns; with <paramref name="NotActions"/> those it is not about.</param>
/// <param name="Resources">Patterns; with <paramref name="NotResources"/> those it is not about. Of a resource-based policy: "*".</param>
/// <param name="Conditions">All must hold.</param>
internal sealed record PolicyStatement(
    bool Allows, IReadOnlyList<string> Actions, bool NotActions, IReadOnlyList<string> Resources, bool NotResources, IReadOnlyList<PolicyCondition> Conditions)
{
    /// <summary>Of a resource-based policy: whom it is about, * or an ARN; null in a policy of an identity.</summary>
    public string? Principal { get; init; }

    public bool IsAbout(in AccessRequest request)
    {
        var (action, resource) = (request.Action, request.Resource);
        // Action names are compared without case, ARNs with it.
        if (Actions.Any(pattern => Wildcard.Matches(pattern, action, ignoreCase: true)) == NotActions) return false;
        if (Resources.Any(pattern => Wildcard.Matches(pattern, resource, ignoreCase: false)) == NotResources) return false;
        foreach (var condition in Conditions)
        {
            if (!condition.Holds(request.Context)) return false;
        }
        return true;
    }
}

/// <summary>What a caller asks for.</summary>
/// <param name="Context">Values of condition keys; null: none.</param>
internal readonly record struct AccessRequest(string Action, string Resource, IReadOnlyDictionary<string, string>? Context = null);
