using System.CommandLine;

namespace Ingest.Perf.Commands;

/// <summary>The command as one can run it again.</summary>
internal static class CommandLine
{
    public static string Of(ParseResult parsed) => string.Join(' ',
        ["dotnet run -c Release --project perf/Ingest.Perf --", .. parsed.Tokens.Select(t => t.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{t.Value}\"" : t.Value)]);
}
