using System.CommandLine;
using Ingest.Shared;

namespace Ingest.Testing.Reports;

/// <summary>A program's commands by the name that people type, in place of its file's.</summary>
internal static class CommandLine
{
    /// <param name="root">Whose help it stands in.</param>
    /// <param name="program">Such as ./ingest bench.</param>
    public static void Name(RootCommand root, string program) => UsageAction.Install(root, program);

    /// <summary>The command as one can run it again.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="program">What it was typed after.</param>
    public static string Of(ParseResult parsed, string program) => string.Join(' ',
        [program, .. parsed.Tokens.Select(t => t.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{t.Value}\"" : t.Value)]);
}
