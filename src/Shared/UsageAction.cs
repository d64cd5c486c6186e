using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ingest.Shared;

/// <summary>The usual help, with the command that people type in place of this program's file.</summary>
/// <param name="usual">What writes the help.</param>
/// <param name="command">Such as ./ingest load.</param>
internal sealed class UsageAction(SynchronousCommandLineAction usual, string command) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the usual one.</summary>
    public static void Install(RootCommand root, string command)
    {
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new UsageAction((SynchronousCommandLineAction)help.Action!, command);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        var code = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(text.ToString().Replace(RootCommand.ExecutableName, command, StringComparison.Ordinal));
        return code;
    }
}
