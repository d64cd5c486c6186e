namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>ConditionExpression, as far as idempotent writers use it: attribute_exists and attribute_not_exists joined by AND.</summary>
internal static class ExistenceCondition
{
    private const string Expression = "ConditionExpression";

    /// <exception cref="AwsException">ConditionalCheckFailedException if it does not hold, ValidationException if it is another condition.</exception>
    public static void Check(Fields fields, Table table, Item? existing)
    {
        if (fields.String(Expression) is not { } text) return;
        var expressions = new Expressions(fields);
        var tokens = Expressions.Tokens(text, Expression);
        using var item = existing is { } found ? JsonDocument.Parse(found.Json) : null;
        var holds = true;
        for (var at = 0; ; at += 5)
        {
            var wanted = tokens[at] switch
            {
                "attribute_exists" => true,
                "attribute_not_exists" => false,
                _ => throw Unsupported(table),
            };
            if (tokens.Count < at + 4 || tokens[at + 1] != "(" || tokens[at + 3] != ")") throw Unsupported(table);
            var name = expressions.Name(tokens[at + 2], Expression);
            holds &= wanted == (item?.RootElement.TryGetProperty(name, out _) ?? false);
            if (tokens.Count == at + 4) break;
            if (!tokens[at + 4].Equals("AND", StringComparison.OrdinalIgnoreCase) || tokens.Count == at + 5) throw Unsupported(table);
        }
        if (!holds) throw new AwsException("ConditionalCheckFailedException", "The conditional request failed");
    }

    private static AwsException Unsupported(Table table) =>
        Expressions.Invalid(Expression, $"the local table {table.Name} knows attribute_exists(name) and attribute_not_exists(name), joined by AND");
}
