using System.CommandLine;

namespace Ingest.Perf.Readme;

/// <summary>Makes the README's table of measurements anew.</summary>
internal static class ReadmeCommand
{
    public static Command Create()
    {
        var command = new Command("readme", "Writes the README's table from perf/results.");
        command.SetAction(_ =>
        {
            File.WriteAllText("README.md", ReadmeBlock.Replace(File.ReadAllText("README.md"), ReadmeBlock.Results));
            Console.WriteLine("Written to README.md");
        });
        return command;
    }
}
