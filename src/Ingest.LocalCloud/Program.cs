using System.CommandLine;
using System.CommandLine.Invocation;
using Ingest.LocalCloud;

var commandLine = new CommandLine(RunAsync);
// Environments get half a second to shut down; the rest is for a busy machine.
var parsed = commandLine.Root.Parse(args);
if (parsed.Action is ParseErrorAction errors) errors.ShowHelp = false;
var ended = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
// As of the load generator: 2 for a command line that is wrong.
return parsed.Errors.Count > 0 ? 2 : ended;

static async Task<int> RunAsync(LocalCloudOptions options, StackSource source, FileInfo? readyFile, CancellationToken cancellation)
{
    try
    {
        readyFile?.Delete();
        await using var host = await LocalCloudHost.StartAsync(options.Deploying(source.Deploy(options.Region)) with { Terminal = System.Console.Error }, cancellation);
        var announcement = new Announcement(host);
        if (readyFile is not null) announcement.WriteFile(readyFile.FullName);
        await System.Console.Out.WriteLineAsync(System.Console.IsOutputRedirected ? announcement.ToJson() : announcement.ToText(options.Time.GetUtcNow()));
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, cancellation);
        }
        catch (OperationCanceledException)
        {
            if (!System.Console.IsOutputRedirected) await System.Console.Out.WriteLineAsync("Stopping.");
        }
        readyFile?.Delete();
        return 0;
    }
    catch (IOException e)
    {
        // A template that cannot be deployed, a port in use, a function that cannot be executed, a ready file that cannot be written: each says so itself.
        await System.Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
}
