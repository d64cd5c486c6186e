using Tomlyn;
using Tomlyn.Model;

namespace Ingest.LocalCloud.Templates;

/// <summary>What samconfig.toml says of a deployment: <c>sam deploy</c>'s parameters, over those of all commands (SAM developer guide, "SAM CLI configuration file").</summary>
/// <param name="StackName">Null: it names none.</param>
internal sealed record SamConfiguration(string? StackName, IReadOnlyDictionary<string, string> Parameters)
{
    public static readonly SamConfiguration None = new(null, new Dictionary<string, string>());

    /// <param name="environment">The configuration environment, as <c>sam deploy --config-env</c>.</param>
    /// <exception cref="TemplateException">It is no TOML, or its overrides cannot be read.</exception>
    public static SamConfiguration ReadFile(string path, string environment = "default")
    {
        if (!File.Exists(path)) return None;
        TomlTable root;
        try
        {
            root = TomlSerializer.Deserialize<TomlTable>(File.ReadAllText(path))!;
        }
        catch (TomlException e)
        {
            throw new TemplateException($"{Path.GetFileName(path)} is no TOML: {e.Message}");
        }
        var (name, parameters) = ((string?)null, new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var command in (string[])["global", "deploy"])
        {
            if (Table(Table(Table(root, environment), command), "parameters") is not { } stated) continue;
            if (stated.TryGetValue("stack_name", out var stack) && stack is string text) name = text;
            if (stated.TryGetValue("parameter_overrides", out var overrides)) Add(parameters, overrides, Path.GetFileName(path));
        }
        return new SamConfiguration(name, parameters);
    }

    private static TomlTable? Table(TomlTable? table, string name) => table is not null && table.TryGetValue(name, out var value) ? value as TomlTable : null;

    // "A=1 B='x y'", ["A=1", "B=2"], or ParameterKey=A,ParameterValue=1 in either.
    private static void Add(Dictionary<string, string> parameters, object overrides, string file)
    {
        IEnumerable<string> pairs = overrides switch
        {
            string text => Words(text),
            TomlArray list => list.OfType<string>(),
            _ => throw new TemplateException($"{file}: parameter_overrides is a string or a list."),
        };
        foreach (var pair in pairs)
        {
            var (name, value) = pair.Split(',', 2) is [var key, var stated] && key.StartsWith("ParameterKey=", StringComparison.Ordinal) && stated.StartsWith("ParameterValue=", StringComparison.Ordinal)
                ? (key["ParameterKey=".Length..], stated["ParameterValue=".Length..])
                : pair.Split('=', 2) is [{ Length: > 0 } left, var right] ? (left, right)
                : throw new TemplateException($"{file}: parameter_overrides takes Name=Value, not '{pair}'.");
            parameters[name] = value.Trim('"', '\'');
        }
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var (word, quote) = ("", '\0');
        foreach (var c in text + " ")
        {
            if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word.Length > 0) words.Add(word);
                word = "";
            }
            else word += c;
        }
        return words;
    }
}
