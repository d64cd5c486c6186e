using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Templates;

/// <summary>Reads an evaluated policy document; what is not evaluated here is refused with its line, for it may be what denies.</summary>
internal static class PolicyReader
{
    private static readonly HashSet<string> StatementMembers = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    public static IReadOnlyList<PolicyStatement> Read(TemplateNode document)
    {
        var policy = Document(document);
        return [.. policy.ConvertAll(Statement)];
    }

    /// <summary>Whether a role's trust policy lets Lambda assume it.</summary>
    public static bool TrustsLambda(TemplateNode document) => Document(document).Exists(statement =>
        statement.Get("Effect", "A statement").AsString("Effect") == "Allow"
        && Strings(statement.Get("Action", "A statement"), "Action").Contains("sts:AssumeRole")
        && statement.Find("Principal") is TemplateMap principal
        && principal.Find("Service") is { } service
        && Strings(service, "Service").Contains("lambda.amazonaws.com"));

    public static IReadOnlyList<string> Strings(TemplateNode node, string what) => node is TemplateList list
        ? [.. list.Items.Select(item => item.AsString(what))]
        : [node.AsString(what)];

    private static List<TemplateMap> Document(TemplateNode node)
    {
        var document = node.AsMap("A policy document");
        foreach (var (name, value) in document.Members)
        {
            if (name is not ("Version" or "Id" or "Statement")) throw new TemplateException(value.At, $"{name} is no member of a policy document.");
        }
        var statement = document.Get("Statement", "A policy document");
        return statement is TemplateList list ? [.. list.Items.Select(item => item.AsMap("A statement"))] : [statement.AsMap("A statement")];
    }

    private static PolicyStatement Statement(TemplateMap statement)
    {
        foreach (var (name, value) in statement.Members)
        {
            if (!StatementMembers.Contains(name)) throw new TemplateException(value.At, $"{name} of a policy's statement is not understood here.");
        }
        var effect = statement.Get("Effect", "A statement");
        if (effect.AsString("Effect") is not ("Allow" or "Deny")) throw new TemplateException(effect.At, $"Effect is Allow or Deny, not {effect.Kind}.");
        var (actions, notActions) = Either(statement, "Action", "NotAction");
        var (resources, notResources) = Either(statement, "Resource", "NotResource");
        return new PolicyStatement(effect.AsString("Effect") == "Allow", actions, notActions, resources, notResources, Conditions(statement.Find("Condition")));
    }

    private static (IReadOnlyList<string> Patterns, bool Not) Either(TemplateMap statement, string name, string negated) =>
        (statement.Find(name), statement.Find(negated)) switch
        {
            ({ } node, null) => (Strings(node, name), false),
            (null, { } node) => (Strings(node, negated), true),
            _ => throw new TemplateException(statement.At, $"A statement has either {name} or {negated}."),
        };

    private static List<PolicyCondition> Conditions(TemplateNode? node)
    {
        var conditions = new List<PolicyCondition>();
        foreach (var (name, keys) in node?.AsMap("Condition").Members ?? new Dictionary<string, TemplateNode>())
        {
            if (!PolicyCondition.Operators.Contains(name))
                throw new TemplateException(keys.At, $"The condition operator {name} is not evaluated here; known: {string.Join(", ", PolicyCondition.Operators)}.");
            foreach (var (key, values) in keys.AsMap(name).Members)
            {
                if (!PolicyCondition.Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
                    throw new TemplateException(values.At, $"The condition key {key} has no value here; known: {string.Join(", ", PolicyCondition.Keys)}.");
                conditions.Add(new PolicyCondition(name, key, Strings(values, key)));
            }
        }
        return conditions;
    }
}
