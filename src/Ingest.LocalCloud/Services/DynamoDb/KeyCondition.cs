namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>Which items a Query reads: one partition key, and a range of sort keys.</summary>
internal sealed class KeyCondition
{
    private const string Expression = "KeyConditionExpression";

    private string _operator = "";
    private byte[] _low = [];
    private byte[] _high = [];

    public byte[] PartitionKey { get; private set; } = [];

    // pk = :v [AND (sk = :v | sk < :v | sk <= :v | sk > :v | sk >= :v | sk BETWEEN :a AND :b | begins_with(sk, :p))]

    /// <exception cref="AwsException">ValidationException.</exception>
    public static KeyCondition Parse(string text, Expressions expressions, Table table)
    {
        var terms = new Queue<string>(Expressions.Tokens(text, Expression));
        var (condition, seen) = (new KeyCondition(), new HashSet<string>());
        do
        {
            condition.ReadTerm(terms, expressions, table, seen);
        }
        while (terms.Count > 0 && Is(terms.Dequeue(), "AND"));
        if (terms.Count > 0) throw Expressions.Invalid(Expression, $"Syntax error; token: \"{terms.Peek()}\"");
        if (!seen.Contains(table.Schema.Partition.Name)) throw AwsException.Validation($"Query condition missed key schema element: {table.Schema.Partition.Name}");
        return condition;
    }

    /// <summary>The items of the partition from the first index up to, not including, the second.</summary>
    public (int From, int To) Range(Partition partition) => _operator switch
    {
        "=" => (partition.LowerBound(_low), partition.UpperBound(_low)),
        "<" => (0, partition.LowerBound(_low)),
        "<=" => (0, partition.UpperBound(_low)),
        ">" => (partition.UpperBound(_low), partition.Count),
        ">=" => (partition.LowerBound(_low), partition.Count),
        "BETWEEN" => (partition.LowerBound(_low), partition.UpperBound(_high)),
        "BEGINS_WITH" => (partition.LowerBound(_low), _high.Length == 0 ? partition.Count : partition.LowerBound(_high)),
        _ => (0, partition.Count),
    };

    private void ReadTerm(Queue<string> terms, Expressions expressions, Table table, HashSet<string> seen)
    {
        var token = Next(terms);
        if (token == "(")
        {
            ReadTerm(terms, expressions, table, seen);
            Expect(terms, ")");
            return;
        }
        if (Is(token, "begins_with"))
        {
            Expect(terms, "(");
            var prefixed = Attribute(Next(terms), expressions, table, seen);
            Expect(terms, ",");
            var prefix = Value(Next(terms), expressions, prefixed);
            Expect(terms, ")");
            Set(prefixed, table, "BEGINS_WITH", prefix, Successor(prefix));
            return;
        }
        var attribute = Attribute(token, expressions, table, seen);
        var comparator = Next(terms).ToUpperInvariant();
        if (comparator is not ("=" or "<" or "<=" or ">" or ">=" or "BETWEEN")) throw Expressions.Invalid(Expression, $"Syntax error; token: \"{comparator}\"");
        var low = Value(Next(terms), expressions, attribute);
        var high = low;
        if (comparator == "BETWEEN")
        {
            Expect(terms, "AND");
            high = Value(Next(terms), expressions, attribute);
            if (low.AsSpan().SequenceCompareTo(high) > 0)
            {
                throw Expressions.Invalid(Expression, "The BETWEEN operator requires upper bound to be greater than or equal to lower bound");
            }
        }
        Set(attribute, table, comparator, low, high);
    }

    private void Set(KeyAttribute attribute, Table table, string comparator, byte[] low, byte[] high)
    {
        if (attribute != table.Schema.Partition) (_operator, _low, _high) = (comparator, low, high);
        else if (comparator == "=") PartitionKey = low;
        else throw AwsException.Validation("Query key condition not supported");
    }

    private static KeyAttribute Attribute(string token, Expressions expressions, Table table, HashSet<string> seen)
    {
        var name = expressions.Name(token, Expression);
        var attribute = table.Schema.Attributes.FirstOrDefault(a => a.Name == name);
        if (attribute is null) throw AwsException.Validation($"Query condition missed key schema element: {(seen.Count == 0 ? table.Schema.Partition.Name : table.Schema.Sort?.Name ?? name)}");
        if (!seen.Add(name)) throw Expressions.Invalid(Expression, $"KeyConditionExpressions must only contain one condition per key");
        return attribute;
    }

    private static byte[] Value(string token, Expressions expressions, KeyAttribute attribute)
    {
        if (!token.StartsWith(':')) throw Expressions.Invalid(Expression, $"Syntax error; token: \"{token}\"");
        var value = expressions.Value(token, Expression);
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(attribute.Type, out var typed))
        {
            throw AwsException.Validation("One or more parameter values were invalid: Condition parameter type does not match schema type");
        }
        var text = typed.GetString() ?? "";
        switch (attribute.Type)
        {
            case "N":
                if (NumberText.Parse(text, out var number) is { } error) throw AwsException.Validation(error);
                return number.ToSortable();
            case "B":
                return typed.TryGetBytesFromBase64(out var bytes) ? bytes : throw AwsException.Serialization("Invalid last non-pad Base64 character dectected");
            default:
                return System.Text.Encoding.UTF8.GetBytes(text);
        }
    }

    /// <summary>The least key above all that begin with <paramref name="prefix"/>; empty if there is none.</summary>
    private static byte[] Successor(byte[] prefix)
    {
        var kept = prefix.AsSpan().TrimEnd((byte)0xFF);
        if (kept.Length == 0) return [];
        var next = kept.ToArray();
        next[^1]++;
        return next;
    }

    private static string Next(Queue<string> terms) => terms.TryDequeue(out var token) ? token : throw Expressions.Invalid(Expression, "Syntax error; token: <EOF>");

    private static void Expect(Queue<string> terms, string wanted)
    {
        var token = Next(terms);
        if (!Is(token, wanted)) throw Expressions.Invalid(Expression, $"Syntax error; token: \"{token}\"");
    }

    private static bool Is(string token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);
}
