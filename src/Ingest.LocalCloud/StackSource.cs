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
        return Stack.Of(template, parameters, new StackSettings { Name = StackName ?? configuration.StackName ?? "ingest", Region = region, Account = FunctionArn.Account });
    }
}
