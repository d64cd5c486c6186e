using NBomber.Contracts;
using NBomber.CSharp;

namespace NBomber.Configuration;

/// <summary>The arguments a test may be run with (nbomber.com/docs/nbomber/cli): --config, --infra, --target and their initials.</summary>
internal static class CommandLine
{
    public static NBomberContext Apply(NBomberContext context, string[] args)
    {
        foreach (var (name, value) in Pairs(args))
        {
            context = name switch
            {
                "--config" or "-c" => context.LoadConfig(value),
                "--infra" or "-i" => context.LoadInfraConfig(value),
                "--target" or "-t" => context.WithTargetScenarios(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
                _ => context
            };
        }
        return context;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string[] args)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var parts = args[index].Split('=', 2);
            if (parts.Length == 2) yield return (parts[0], parts[1]);
            else if (args[index].StartsWith('-') && index + 1 < args.Length) yield return (parts[0], args[++index]);
        }
    }
}
