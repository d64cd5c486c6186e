namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>ProjectionExpression over top-level attributes.</summary>
internal static class Projection
{
    private const string Expression = "ProjectionExpression";

    /// <returns>The names to return; null: all of them.</returns>
    public static HashSet<string>? Parse(Expressions expressions, string? text)
    {
        if (text is null) return null;
        var tokens = Expressions.Tokens(text, Expression);
        var names = new HashSet<string>();
        for (var i = 0; i < tokens.Count; i += 2)
        {
            if (i + 1 < tokens.Count && tokens[i + 1] is "." or "[") throw Expressions.Invalid(Expression, "the local table projects top-level attributes only");
            if (i + 1 < tokens.Count && (tokens[i + 1] != "," || i + 2 == tokens.Count)) throw Expressions.Invalid(Expression, $"Syntax error; token: \"{tokens[i + 1]}\"");
            var name = expressions.Name(tokens[i], Expression);
            if (!names.Add(name)) throw Expressions.Invalid(Expression, $"Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [{name}], path two: [{name}]");
        }
        return names;
    }

    public static void Write(Utf8JsonWriter json, Item item, HashSet<string>? names)
    {
        if (names is null)
        {
            json.WriteRawValue(item.Json.Span, skipInputValidation: true);
            return;
        }
        using var document = JsonDocument.Parse(item.Json);
        json.WriteStartObject();
        foreach (var attribute in document.RootElement.EnumerateObject())
        {
            if (names.Contains(attribute.Name)) attribute.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
