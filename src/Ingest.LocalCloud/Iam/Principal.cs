using System.Collections.Concurrent;

namespace Ingest.LocalCloud.Iam;

/// <summary>Who signs with an access key, and what its policies say.</summary>
/// <param name="arn">As messages and condition keys name it.</param>
/// <param name="statements">Of its identity-based policies; null: an administrator, who may do everything.</param>
internal sealed class Principal(string arn, IReadOnlyList<PolicyStatement>? statements)
{
    private readonly ConcurrentDictionary<(string, string), AccessDecision> _decisions = new();

    public string Arn => arn;

    public AccessDecision Decide(in AccessRequest request)
    {
        if (statements is null) return AccessDecision.Allowed;
        // Callers ask for the same few things all the time.
        if (request.Context is not null) return AccessDecisions.Of(statements, request);
        return _decisions.GetOrAdd((request.Action, request.Resource), static (key, all) => AccessDecisions.Of(all, new AccessRequest(key.Item1, key.Item2)), statements);
    }

    /// <summary>As AWS words it (IAM user guide, "Troubleshoot access denied error messages").</summary>
    public string Denial(in AccessRequest request, AccessDecision decision) =>
        $"User: {arn} is not authorized to perform: {request.Action} on resource: {request.Resource} "
        + (decision == AccessDecision.Denied ? "with an explicit deny in an identity-based policy" : $"because no identity-based policy allows the {request.Action} action");
}
