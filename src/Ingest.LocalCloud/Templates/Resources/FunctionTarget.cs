namespace Ingest.LocalCloud.Templates.Resources;

internal static class FunctionTarget
{
    /// <summary>The ARN that a name, a partial or a whole ARN means, with the qualifier that it or the property beside it names.</summary>
    public static string Of(Stack stack, TemplateNode node, string? qualifier)
    {
        var named = node.AsString("A function");
        var function = stack.Function ?? throw new TemplateException(node.At, $"There is no function {named} in this stack.");
        string[] names = [function.Name, $"{stack.Settings.Account}:function:{function.Name}", function.Arn];
        foreach (var name in names)
        {
            if (named == name) return qualifier is null ? function.Arn : $"{function.Arn}:{qualifier}";
            if (named.StartsWith(name + ":", StringComparison.Ordinal)) return $"{function.Arn}:{named[(name.Length + 1)..]}";
        }
        throw new TemplateException(node.At, $"There is no function {named} in this stack.");
    }
}
