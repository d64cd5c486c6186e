namespace Ingest.LocalCloud.Iam;

internal enum AccessDecision
{
    /// <summary>No statement is about the request.</summary>
    NotAllowed,

    Allowed,

    /// <summary>A statement denies it, whatever others allow.</summary>
    Denied,
}

internal static class AccessDecisions
{
    /// <summary>Source: IAM user guide, "Policy evaluation logic": an explicit deny wins, without an allow nothing is allowed.</summary>
    public static AccessDecision Of(IEnumerable<PolicyStatement> statements, in AccessRequest request)
    {
        var decision = AccessDecision.NotAllowed;
        foreach (var statement in statements)
        {
            if (!statement.IsAbout(request)) continue;
            if (!statement.Allows) return AccessDecision.Denied;
            decision = AccessDecision.Allowed;
        }
        return decision;
    }
}
