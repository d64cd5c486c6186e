using System.Diagnostics;

namespace Ingest.Tests.Shared.Emulators;

/// <summary>An independent emulator from npm, running on a free loopback port until it is disposed.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private Emulator(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>DynamoDB, by github.com/architect/dynalite.</summary>
    public static Task<Emulator> DynaliteAsync() => StartAsync("dynalite");

    /// <summary>Kinesis, by github.com/mhart/kinesalite.</summary>
    public static Task<Emulator> KinesaliteAsync() => StartAsync("kinesalite");

    public async ValueTask DisposeAsync()
    {
        // It ends with its standard input; a kill is for one that does not.
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private static async Task<Emulator> StartAsync(string name)
    {
        var process = NodeProgram.Start(new ProcessStartInfo("node", ["serve.js", name])
        {
            UseShellExecute = false,
            WorkingDirectory = await EmulatorPackages.FolderAsync(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        using var timeout = new CancellationTokenSource(LongestStart);
        var line = await process.StandardOutput.ReadLineAsync(timeout.Token);
        if (!int.TryParse(line, out var port))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{name} did not start: {line}{await process.StandardError.ReadToEndAsync(timeout.Token)}");
        }
        // Drained, so that a chatty emulator never blocks on a full pipe.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new Emulator(process, new Uri($"http://127.0.0.1:{port}/"));
    }
}
