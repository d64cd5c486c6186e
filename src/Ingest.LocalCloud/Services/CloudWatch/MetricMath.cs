using System.Globalization;

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>
/// Reads and evaluates an expression of metric math (CloudWatch user guide, "Using metric math"):
/// <code>
/// or      = and { ("OR" | "||") and }
/// and     = compare { ("AND" | "&amp;&amp;") compare }
/// compare = sum [ ("&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "==" | "!=") sum ]
/// sum     = product { ("+" | "-") product }
/// product = power { ("*" | "/") power }
/// power   = unary [ "^" power ]
/// unary   = "-" unary | number | id | name "(" [ or { "," or } ] ")" | "(" or ")" | "[" or { "," or } "]"
/// </code>
/// </summary>
internal sealed class MetricMath
{
    private static readonly string[] Signs = ["<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "^", "<", ">", "(", ")", "[", "]", ","];

    private readonly List<string> _tokens;
    private readonly Func<string, MathValue> _valueOf;
    private readonly Func<string?, MathValue> _all;
    private readonly MathRange _range;
    private int _next;

    private MetricMath(string expression, Func<string, MathValue> valueOf, Func<string?, MathValue> all, MathRange range) =>
        (_tokens, _valueOf, _all, _range) = (Tokens(expression), valueOf, all, range);

    /// <param name="valueOf">The value of another query by its id.</param>
    /// <param name="all">What METRICS gives, of all ids or of those that contain a string.</param>
    /// <exception cref="MathException">It is no expression, or uses what is not computed here.</exception>
    public static MathValue Evaluate(string expression, Func<string, MathValue> valueOf, Func<string?, MathValue> all, MathRange range)
    {
        var math = new MetricMath(expression, valueOf, all, range);
        var value = math.Or();
        return math._next == math._tokens.Count ? value : throw new MathException($"'{math._tokens[math._next]}' is not expected in '{expression}'.");
    }

    /// <param name="ids">Those that it may refer to.</param>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public static string? Check(string expression, IReadOnlyCollection<string> ids)
    {
        try
        {
            var none = MathValue.Of(new SortedDictionary<long, double>());
            Evaluate(expression, id => ids.Contains(id) ? none : throw new MathException($"There is no metric with the id {id}."), _ => none, new MathRange(0, 60, 60));
            return null;
        }
        catch (MathException e)
        {
            return e.Message;
        }
    }

    private MathValue Or()
    {
        var value = And();
        while (Take("OR") || Take("||")) value = MathValue.Join(value, And(), (a, b) => Truth(a != 0 || b != 0));
        return value;
    }

    private MathValue And()
    {
        var value = Compare();
        while (Take("AND") || Take("&&")) value = MathValue.Join(value, Compare(), (a, b) => Truth(a != 0 && b != 0));
        return value;
    }

    private MathValue Compare()
    {
        var value = Sum();
        if (Take("<=")) return MathValue.Join(value, Sum(), (a, b) => Truth(a <= b));
        if (Take(">=")) return MathValue.Join(value, Sum(), (a, b) => Truth(a >= b));
        if (Take("<")) return MathValue.Join(value, Sum(), (a, b) => Truth(a < b));
        if (Take(">")) return MathValue.Join(value, Sum(), (a, b) => Truth(a > b));
        if (Take("==")) return MathValue.Join(value, Sum(), (a, b) => Truth(a == b));
        if (Take("!=")) return MathValue.Join(value, Sum(), (a, b) => Truth(a != b));
        return value;
    }

    private MathValue Sum()
    {
        var value = Product();
        while (true)
        {
            if (Take("+")) value = MathValue.Join(value, Product(), (a, b) => a + b);
            else if (Take("-")) value = MathValue.Join(value, Product(), (a, b) => a - b);
            else return value;
        }
    }

    private MathValue Product()
    {
        var value = Power();
        while (true)
        {
            if (Take("*")) value = MathValue.Join(value, Power(), (a, b) => a * b);
            else if (Take("/")) value = MathValue.Join(value, Power(), (a, b) => a / b);
            else return value;
        }
    }

    private MathValue Power()
    {
        var value = Unary();
        return Take("^") ? MathValue.Join(value, Power(), Math.Pow) : value;
    }

    private MathValue Unary()
    {
        if (Take("-")) return Unary().Map(value => -value);
        if (Take("("))
        {
            var inner = Or();
            Require(")");
            return inner;
        }
        if (Take("["))
        {
            var items = List("]");
            return new MathValue(null, [.. items.SelectMany(item => item.Series)]);
        }
        if (_next == _tokens.Count) throw new MathException("The expression ends too early.");
        var token = _tokens[_next++];
        if (char.IsAsciiDigit(token[0]) || token[0] == '.')
        {
            return double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? MathValue.Of(number) : throw new MathException($"'{token}' is no number.");
        }
        if (Take("(")) return Call(token);
        return char.IsAsciiLetterLower(token[0]) ? _valueOf(token) : throw new MathException($"'{token}' is not expected; an id begins with a lower-case letter.");
    }

    private MathValue Call(string name)
    {
        if (!MathFunctions.Known.TryGetValue(name, out var count)) throw new MathException($"The function {name} is not computed here; known: {string.Join(", ", MathFunctions.Known.Keys)}.");
        if (name == "METRICS")
        {
            var filter = _next < _tokens.Count && _tokens[_next] is ['"', .. var text, '"'] ? text : null;
            if (filter is not null) _next++;
            Require(")");
            return _all(filter);
        }
        if (name == "FILL" && _tokens.FindIndex(_next, token => token is "REPEAT" or "LINEAR") is >= 0 and var at && at + 1 < _tokens.Count && _tokens[at - 1] == "," && _tokens[at + 1] == ")")
        {
            var filled = Or();
            if (_next == at - 1)
            {
                _next = at + 2;
                return MathFunctions.Fill(filled, _tokens[at], _range);
            }
            throw new MathException("FILL takes a metric and a number, REPEAT or LINEAR.");
        }
        var arguments = List(")");
        return arguments.Count >= count.Least && arguments.Count <= count.Most ? MathFunctions.Call(name, arguments, _range)
            : throw new MathException($"{name} takes {(count.Least == count.Most ? $"{count.Least}" : $"{count.Least} to {count.Most}")} arguments, not {arguments.Count}.");
    }

    private List<MathValue> List(string end)
    {
        var items = new List<MathValue>();
        do items.Add(Or());
        while (Take(","));
        Require(end);
        return items;
    }

    private bool Take(string token)
    {
        if (_next == _tokens.Count || _tokens[_next] != token) return false;
        _next++;
        return true;
    }

    private void Require(string token)
    {
        if (!Take(token)) throw new MathException($"'{token}' is missing{(_next < _tokens.Count ? $" before '{_tokens[_next]}'" : " at the end")}.");
    }

    private static double Truth(bool holds) => holds ? 1 : 0;

    private static List<string> Tokens(string expression)
    {
        var tokens = new List<string>();
        for (var i = 0; i < expression.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(expression[i])) { i++; continue; }
            if (expression[i] is '"' or '\'')
            {
                i = expression.IndexOf(expression[start], start + 1) + 1;
                if (i == 0) throw new MathException("A string does not end.");
                tokens.Add($"\"{expression[(start + 1)..(i - 1)]}\"");
                continue;
            }
            if (Signs.FirstOrDefault(sign => string.CompareOrdinal(expression, start, sign, 0, sign.Length) == 0) is { } found)
            {
                i += found.Length;
            }
            else
            {
                while (i < expression.Length && (char.IsAsciiLetterOrDigit(expression[i]) || expression[i] is '_' or '.')) i++;
                if (i == start) throw new MathException($"'{expression[i]}' is not expected in '{expression}'.");
            }
            tokens.Add(expression[start..i]);
        }
        return tokens;
    }
}
