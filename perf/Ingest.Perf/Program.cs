using System.CommandLine;
using Ingest.Perf.Allocations;
using Ingest.Perf.Commands;
using Ingest.Perf.Cost;
using Ingest.Perf.CrossCheck;
using Ingest.Perf.Formats;
using Ingest.Perf.Functions;
using Ingest.Perf.Load;
using Ingest.Perf.Micro;
using Ingest.Perf.Outage;
using Ingest.Perf.Peers;
using Ingest.Perf.Readme;
using Ingest.Perf.Sizes;

var root = new RootCommand("Measures the function, its peers and the local cloud. Run it from the repository's root.")
{
    MeasureCommands.Cold(),
    MeasureCommands.Warm(),
    PeersCommand.Create(),
    LocalCloudCommand.Create(),
    ConsoleCommand.Create(),
    CrossCheckCommand.Create(),
    GeneratorCommand.Create(),
    FormatsCommand.Create(),
    SizeCommand.Create(),
    MicroCommand.Create(),
    AllocationsCommand.Create(),
    CountedFunction.Create(),
    CostCommand.Create(),
    LoadCommand.Create(),
    ScenariosCommand.Create(),
    OutageCommand.Create(),
    ReadmeCommand.Create(),
};
CommandLine.Name(root, "./ingest bench");

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is FormatException or FunctionFailedException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
