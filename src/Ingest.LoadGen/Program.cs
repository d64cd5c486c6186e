using System.Globalization;
using System.Runtime.InteropServices;
using Ingest.LoadGen;
using Spectre.Console;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// Without a terminal there is no width to fold lines at.
if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 500;
var arguments = new CommandLine(TimeProvider.System, AnsiConsole.Console).Root.Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var error in arguments.Errors) Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("See --help.");
    return LoadCommand.Unusable;
}
// Ctrl-C ends the load; what was sent is still verified and reported, however long that takes. A second one ends that too.
var interrupts = 0;
using var second = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
{
    if (Interlocked.Increment(ref interrupts) > 1) Environment.Exit(130);
});
return await arguments.InvokeAsync(new() { ProcessTerminationTimeout = Timeout.InfiniteTimeSpan });
