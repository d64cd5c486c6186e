using Spectre.Console;

namespace Ingest.LoadGen.Tests;

/// <summary>A console that is no terminal.</summary>
internal static class PlainConsole
{
    public static IAnsiConsole On(TextWriter output, int width = 500)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Interactive = InteractionSupport.No });
        console.Profile.Width = width;
        return console;
    }
}
