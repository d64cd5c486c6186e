using NBomber.Contracts;
using NBomber.CSharp;

namespace NBomber.Configuration;

/// <summary>
/// The arguments a test may be run with (nbomber.com/docs/nbomber/cli): --config, --infra, --target and their initials,
/// --session-id, --display-console-metrics and --license.
/// </summary>
internal static class CommandLine
{
    public static NBomberContext Apply(NBomberContext context, string[] args)
    {
        List<string> targets = [];
        foreach (var (name, value) in Pairs(args))
        {
            if (name is "--target" or "-t") targets.AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            context = name switch
            {
                "--config" or "-c" => context.LoadConfig(value),
                "--infra" or "-i" => context.LoadInfraConfig(value),
                "--session-id" => context with { SessionId = value },
                "--display-console-metrics" => context.DisplayConsoleMetrics(bool.Parse(value)),
                "--license" => context.WithLicense(value),
                _ => context
            };
        }
        // Whatever a configuration that comes after it says.
        return targets.Count > 0 ? context.WithTargetScenarios([.. targets]) : context;
    }

    /// <summary>--name=value, --name value, and --name with several values behind it.</summary>
    private static IEnumerable<(string Name, string Value)> Pairs(string[] args)
    {
        var name = "";
        foreach (var argument in args)
        {
            if (!argument.StartsWith('-'))
            {
                yield return (name, argument);
                continue;
            }
            var parts = argument.Split('=', 2);
            name = parts[0];
            if (parts.Length == 2) yield return (name, parts[1]);
        }
    }
}
