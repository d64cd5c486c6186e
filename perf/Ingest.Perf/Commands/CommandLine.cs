using System.CommandLine;

namespace Ingest.Perf.Commands;

/// <summary>The command as one can run it again.</summary>
internal static class CommandLine
{
    public static string Of(ParseResult parsed) => string.Join(' ',
        ["./ingest bench", .. parsed.Tokens.Select(t => t.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{t.Value}\"" : t.Value)]);
}
