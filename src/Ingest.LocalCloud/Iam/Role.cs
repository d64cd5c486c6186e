namespace Ingest.LocalCloud.Iam;

/// <summary>A role, and what its policies say, inline and managed.</summary>
/// <param name="TrustsLambda">Whether lambda.amazonaws.com may assume it.</param>
internal sealed record Role(string Name, string Arn, bool TrustsLambda, IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>The session in which a function runs: its name is the function's.</summary>
    public Principal SessionOf(string account, string function) => new($"arn:aws:sts::{account}:assumed-role/{Name}/{function}", Statements);
}
