#nullable enable
using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A log message with placeholders: <c>{0}</c> by position where all are numbers, else by order.</summary>
internal static class MessageTemplate
{
    /// <summary>Fills the placeholders; <c>{{</c> is a brace, and a placeholder whose argument is absent or null stays.</summary>
    public static string? Fill(string? template, object?[]? args)
    {
        if (string.IsNullOrEmpty(template) || args is not { Length: > 0 }) return template;
        var positional = Placeholders(template).All(p => int.TryParse(p.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        var filled = new StringBuilder(template.Length + 16);
        var (from, order) = (0, 0);
        foreach (var (start, end, name, format) in Placeholders(template))
        {
            var index = positional ? int.Parse(name, CultureInfo.InvariantCulture) : order++;
            if (index >= args.Length || args[index] is not { } value) continue;
            filled.Append(Unescape(template[from..start])).Append(Text(value, format));
            from = end;
        }
        return filled.Append(Unescape(template[from..])).ToString();
    }

    private static IEnumerable<(int Start, int End, string Name, string? Format)> Placeholders(string template)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '{') continue;
            if (i + 1 < template.Length && template[i + 1] == '{')
            {
                i++;
                continue;
            }
            var close = template.IndexOf('}', i);
            if (close < 0) yield break;
            var inner = template[(i + 1)..close].TrimStart('@').Split(':', 2);
            yield return (i, close + 1, inner[0], inner.Length > 1 ? inner[1] : null);
            i = close;
        }
    }

    private static string Unescape(string literal) => literal.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

    private static string? Text(object value, string? format)
    {
        if (value is not IFormattable formattable) return value.ToString();
        try
        {
            return formattable.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            return value.ToString();
        }
    }
}
