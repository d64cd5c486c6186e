using System.CommandLine;
using Ingest.Suites.Faults;
using Ingest.Suites.Fuzz;

var root = new RootCommand("The long forms of two of the suites that ./ingest test runs. Run it from the repository's root.")
{
    FuzzCommand.Create(),
    FaultsCommand.Create(),
};
CommandLine.Name(root, "./ingest test");

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
