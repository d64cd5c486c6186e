using Ingest.LocalCloud;

namespace Ingest.Testing;

/// <summary>The local cloud with template.yaml deployed on the native function, on free ports.</summary>
internal static class NativeCloud
{
    /// <summary>What ./ingest publish made, or what INGEST_FUNCTION names.</summary>
    public static string FunctionPath { get; } = Environment.GetEnvironmentVariable("INGEST_FUNCTION") is { Length: > 0 } named ? named : CheckedOutFiles.PathOf(CheckedOutFiles.NativeFunction);

    /// <summary>template.yaml as it is, but for a timeout that machines under load keep, and no limit that a fast one reaches.</summary>
    public static StackSource Source { get; } = new()
    {
        Template = CheckedOutFiles.PathOf("template.yaml"),
        Parameters = new Dictionary<string, string> { ["TimeoutSeconds"] = "60", ["MaxConcurrency"] = "unlimited" },
    };

    public static Task<LocalCloudHost> StartAsync(Func<LocalCloudOptions, LocalCloudOptions>? configure = null, CancellationToken cancellation = default)
    {
        var options = new LocalCloudOptions
        {
            FunctionPath = FunctionPath,
            UrlPort = 0,
            ConsolePort = 0,
            AwsPort = 0,
            // Machines under load are slow; whoever wants a limit to be reached sets it.
            InitTimeout = TimeSpan.FromSeconds(60),
        };
        options = options.Deploying(Source.Deploy(options.Region));
        options = configure?.Invoke(options) ?? options;
        return File.Exists(options.FunctionPath)
            ? LocalCloudHost.StartAsync(options, cancellation)
            : throw new FileNotFoundException("The native function is missing; run ./ingest publish.", options.FunctionPath);
    }
}
