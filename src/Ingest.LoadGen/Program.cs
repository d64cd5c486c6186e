using System.Globalization;
using System.Runtime.InteropServices;
using Ingest.LoadGen;
using Ingest.LoadGen.Results;
using Spectre.Console;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// Without a terminal there is no width to fold lines at.
var errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 500;
try
{
    args = await StackArguments.WriteOutAsync(args);
}
catch (StackException exception)
{
    Console.Error.WriteLine(exception.Message);
    return ExitCodes.Unusable;
}
if (Console.IsErrorRedirected) errors.Profile.Width = 500;
var arguments = new CommandLine(TimeProvider.System, AnsiConsole.Console, errors).Root.Parse(args);
if (arguments.Errors.Count > 0)
{
    foreach (var error in arguments.Errors) Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("See --help.");
    return ExitCodes.Unusable;
}
// Ctrl-C ends the load; what was sent is still verified and reported, however long that takes. A second one ends that too.
using var interrupted = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return await arguments.InvokeAsync(new() { ProcessTerminationTimeout = null }, interrupted.Token);

void End(PosixSignalContext signal)
{
    signal.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}
