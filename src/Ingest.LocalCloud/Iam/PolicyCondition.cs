namespace Ingest.LocalCloud.Iam;

/// <summary>One condition of a statement (IAM user guide, "IAM JSON policy elements: Condition operators").</summary>
internal sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values)
{
    /// <summary>The operators that are evaluated here.</summary>
    public static readonly IReadOnlyList<string> Operators =
        ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotLike", "ArnEquals", "ArnLike", "Bool", "Null"];

    /// <summary>The condition keys that requests here have values for.</summary>
    public static readonly IReadOnlyList<string> Keys =
        ["lambda:FunctionUrlAuthType", "lambda:InvokedViaFunctionUrl", "lambda:FunctionArn", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:RequestedRegion"];

    public bool Holds(IReadOnlyDictionary<string, string>? context)
    {
        string? value = null;
        if (context is not null)
        {
            // "The names of condition keys are not case-sensitive."
            foreach (var (name, stated) in context)
            {
                if (name.Equals(Key, StringComparison.OrdinalIgnoreCase)) value = stated;
            }
        }
        if (Operator == "Null") return Values.Any(wanted => (value is null) == wanted.Equals("true", StringComparison.OrdinalIgnoreCase));
        // A key that the request lacks fails every operator but the negated ones.
        if (value is null) return Operator is "StringNotEquals" or "StringNotLike";
        return Operator switch
        {
            "StringEquals" => Values.Any(wanted => wanted == value),
            "StringNotEquals" => Values.All(wanted => wanted != value),
            "StringEqualsIgnoreCase" or "Bool" => Values.Any(wanted => wanted.Equals(value, StringComparison.OrdinalIgnoreCase)),
            "StringLike" or "ArnEquals" or "ArnLike" => Values.Any(wanted => Wildcard.Matches(wanted, value, ignoreCase: false)),
            "StringNotLike" => Values.All(wanted => !Wildcard.Matches(wanted, value, ignoreCase: false)),
            _ => false,
        };
    }
}
