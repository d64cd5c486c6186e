namespace Ingest.LocalCloud.Templates;

/// <summary>Decides a template's conditions and rules.</summary>
/// <param name="valueOf">Evaluates what a condition compares.</param>
internal sealed class TemplateConditions(Template template, Func<TemplateNode, TemplateNode> valueOf)
{
    private readonly HashSet<string> _deciding = [];

    public bool Holds(string condition, Place at)
    {
        if (!template.Conditions.TryGetValue(condition, out var node)) throw new TemplateException(at, $"There is no condition {condition}.");
        if (!_deciding.Add(condition)) throw new TemplateException(node.At, $"The condition {condition} depends on itself.");
        try
        {
            return IsTrue(node);
        }
        finally
        {
            _deciding.Remove(condition);
        }
    }

    /// <exception cref="TemplateException">An assertion of a rule does not hold.</exception>
    public void CheckRules()
    {
        foreach (var (rule, description, at) in BrokenRules()) throw new TemplateException(at, $"The rule {rule} does not hold{(description.Length == 0 ? "." : $": {description}")}");
    }

    /// <summary>The assertions that do not hold, each with its description, which may be empty.</summary>
    public IEnumerable<(string Rule, string Description, Place At)> BrokenRules()
    {
        foreach (var (name, node) in template.Rules)
        {
            var rule = node.AsMap($"The rule {name}");
            foreach (var (member, value) in rule.Members)
            {
                if (member is not ("RuleCondition" or "Assertions")) throw new TemplateException(value.At, $"{name}: {member} of a rule is not understood here.");
            }
            if (rule.Find("RuleCondition") is { } condition && !IsTrue(condition)) continue;
            foreach (var item in rule.Get("Assertions", $"The rule {name}").AsList("Assertions").Items)
            {
                var assertion = item.AsMap("An assertion");
                if (IsTrue(assertion.Get("Assert", "An assertion"))) continue;
                yield return (name, assertion.Find("AssertDescription")?.AsString("AssertDescription") ?? "", item.At);
            }
        }
    }

    private bool IsTrue(TemplateNode node)
    {
        // {"Condition": name} is the long form of !Condition name.
        if (node is TemplateMap { Members.Count: 1 } map && map.Find("Condition") is { } named) return Holds(named.AsString("Condition"), node.At);
        if (node is not TemplateFunction function) throw new TemplateException(node.At, $"A condition is a function, not {node.Kind}.");
        switch (function.Name)
        {
            case "Condition": return Holds(function.Argument.AsString("Condition"), function.At);
            case "Equals":
                var pair = TemplateEvaluation.Arguments(function, 2);
                return Same(valueOf(pair[0]), valueOf(pair[1]));
            case "Not": return !IsTrue(TemplateEvaluation.Arguments(function, 1)[0]);
            case "And": return Several(function).All(IsTrue);
            case "Or": return Several(function).Any(IsTrue);
            case "Contains":
                var contained = TemplateEvaluation.Arguments(function, 2);
                return Items(contained[0]).Any(item => Same(item, valueOf(contained[1])));
            case "EachMemberEquals":
                var each = TemplateEvaluation.Arguments(function, 2);
                return Items(each[0]).All(item => Same(item, valueOf(each[1])));
            case "EachMemberIn":
                var lists = TemplateEvaluation.Arguments(function, 2);
                return Items(lists[0]).All(item => Items(lists[1]).Any(other => Same(item, other)));
            default: throw new TemplateException(function.At, $"{function.Name} is no condition.");
        }
    }

    // "The minimum number of conditions that you can include is 2, and the maximum is 10."
    private static IReadOnlyList<TemplateNode> Several(TemplateFunction function) =>
        function.Argument is TemplateList { Items.Count: >= 2 and <= 10 } list ? list.Items
            : throw new TemplateException(function.At, $"{function.Name} takes 2 to 10 conditions.");

    private IReadOnlyList<TemplateNode> Items(TemplateNode node) => valueOf(node).AsList("What is looked through").Items;

    private static bool Same(TemplateNode a, TemplateNode b) => (a, b) switch
    {
        (TemplateScalar x, TemplateScalar y) => x.Value == y.Value,
        (TemplateList x, TemplateList y) => x.Items.Count == y.Items.Count && x.Items.Zip(y.Items).All(pair => Same(pair.First, pair.Second)),
        _ => false,
    };
}
