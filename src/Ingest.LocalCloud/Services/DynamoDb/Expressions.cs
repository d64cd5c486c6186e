namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>The placeholders of a request, #name and :value, and which of them its expressions used.</summary>
internal sealed class Expressions(Fields fields)
{
    private readonly JsonElement? _names = fields.Map("ExpressionAttributeNames");
    private readonly JsonElement? _values = fields.Map("ExpressionAttributeValues");
    private readonly HashSet<string> _used = [];

    public string Name(string token, string expression)
    {
        if (!token.StartsWith('#')) return token;
        _used.Add(token);
        return _names is { } names && names.TryGetProperty(token, out var name) && name.GetString() is { } text ? text
            : throw Invalid(expression, $"An expression attribute name used in the document path is not defined; attribute name: {token}");
    }

    public JsonElement Value(string token, string expression)
    {
        _used.Add(token);
        return _values is { } values && values.TryGetProperty(token, out var value) ? value
            : throw Invalid(expression, $"An expression attribute value used in expression is not defined; attribute value: {token}");
    }

    /// <exception cref="AwsException">ValidationException if a placeholder is in no expression.</exception>
    public void ThrowIfUnused()
    {
        ThrowIfUnused(_names, "ExpressionAttributeNames");
        ThrowIfUnused(_values, "ExpressionAttributeValues");
    }

    public static AwsException Invalid(string expression, string why) => AwsException.Validation($"Invalid {expression}: {why}");

    /// <summary>Names, placeholders and signs of an expression, in order.</summary>
    public static List<string> Tokens(string text, string expression)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }
            var start = at++;
            if (c is '<' or '>' or '=')
            {
                if (at < text.Length && text[at] is '=' or '>' && c != '=') at++;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c is '#' or ':' or '_')
            {
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-')) at++;
            }
            else if (c is not ('(' or ')' or ',' or '.' or '[' or ']'))
            {
                throw Invalid(expression, $"Syntax error; token: \"{c}\", near: \"{text[Math.Max(0, start - 4)..Math.Min(text.Length, at + 4)]}\"");
            }
            tokens.Add(text[start..at]);
        }
        return tokens.Count > 0 ? tokens : throw Invalid(expression, "The expression can not be empty;");
    }

    private void ThrowIfUnused(JsonElement? placeholders, string member)
    {
        if (placeholders is not { } map) return;
        var unused = map.EnumerateObject().Select(p => p.Name).Where(name => !_used.Contains(name)).ToList();
        if (unused.Count > 0) throw AwsException.Validation($"Value provided in {member} unused in expressions: keys: {{{string.Join(", ", unused)}}}");
    }
}
