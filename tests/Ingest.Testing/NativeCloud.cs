using Ingest.LocalCloud;

namespace Ingest.Testing;

/// <summary>The local cloud around the native function, on free ports.</summary>
internal static class NativeCloud
{
    public static Task<LocalCloudHost> StartAsync(Func<LocalCloudOptions, LocalCloudOptions>? configure = null, CancellationToken cancellation = default)
    {
        var options = new LocalCloudOptions
        {
            FunctionPath = CheckedOutFiles.PathOf(CheckedOutFiles.NativeFunction),
            UrlPort = 0,
            ConsolePort = 0,
            AwsPort = 0,
            // Machines under load are slow; whoever wants a limit to be reached sets it.
            Timeout = TimeSpan.FromSeconds(60),
            InitTimeout = TimeSpan.FromSeconds(60),
        };
        options = configure?.Invoke(options) ?? options;
        return File.Exists(options.FunctionPath)
            ? LocalCloudHost.StartAsync(options, cancellation)
            : throw new FileNotFoundException("The native function is missing; run ./ingest publish.", options.FunctionPath);
    }
}
