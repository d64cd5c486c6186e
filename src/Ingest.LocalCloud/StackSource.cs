using System.Runtime.InteropServices;
using Ingest.LocalCloud.Lambda;
using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud;

/// <summary>The template to deploy, and with which parameters; each member states its default.</summary>
internal sealed record StackSource
{
    /// <summary>Default: <c>template.yaml</c> in the current folder. samconfig.toml is looked for beside it.</summary>
    public string Template { get; init; } = "template.yaml";

    /// <summary>Values for parameters, over samconfig.toml's. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Default: samconfig.toml's, or else <c>ingest</c>.</summary>
    public string? StackName { get; init; }

    /// <summary>What a parameter is here, unless samconfig.toml or the command line says otherwise: whoever tries it need not sign, and its processor is this one.</summary>
    public static IReadOnlyDictionary<string, string> LocalDefaults { get; } = new Dictionary<string, string>
    {
        ["UrlAuth"] = "NONE",
        ["AllowAnonymous"] = "true",
        ["Architecture"] = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x86_64",
    };

    /// <exception cref="TemplateException">The template, its parameters or samconfig.toml cannot be deployed.</exception>
    public Stack Deploy(string region)
    {
        var template = Templates.Template.ReadFile(Template);
        var configuration = SamConfiguration.ReadFile(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Template))!, "samconfig.toml"));
        var parameters = LocalDefaults.Where(parameter => template.Parameters.ContainsKey(parameter.Key)).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in configuration.Parameters.Concat(Parameters)) parameters[name] = value;
        var stackName = StackName ?? configuration.StackName ?? "ingest";
        if (!IsName(stackName)) throw new TemplateException($"A stack's name is a letter and up to 127 letters, digits and hyphens, not '{stackName}'.");
        return Stack.Of(template, parameters, new StackSettings { Name = stackName, Region = region, Account = FunctionArn.Account });
    }

    /// <summary>Source: CloudFormation API Reference, CreateStack, StackName.</summary>
    private static bool IsName(string name) => name.Length is > 0 and <= 128 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
