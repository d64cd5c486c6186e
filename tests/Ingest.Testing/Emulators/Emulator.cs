using System.Diagnostics;

namespace Ingest.Testing.Emulators;

/// <summary>An independent emulator from npm, on one free loopback port until it is disposed: started again there where it dies.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    // Of a machine under load; a start takes half a second on an idle one.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _alone = new(1);
    private readonly string _name;
    private EmulatorProcess _process;

    private Emulator(string name, EmulatorProcess process)
    {
        (_name, _process) = (name, process);
        Endpoint = new Uri($"http://127.0.0.1:{process.Port}/");
    }

    public Uri Endpoint { get; }

    public int ProcessId => _process.Id;

    /// <summary>DynamoDB, by github.com/architect/dynalite.</summary>
    public static Task<Emulator> DynaliteAsync() => StartAsync("dynalite");

    /// <summary>Kinesis, by github.com/mhart/kinesalite.</summary>
    public static Task<Emulator> KinesaliteAsync() => StartAsync("kinesalite");

    /// <summary>Null while it runs; where it has ended by itself, how, and what it said last.</summary>
    public string? Obituary => _process.HasExited ? $"{_name} ended with exit code {_process.ExitCode} while it was needed. Its last output:\n{_process.LastOutput}" : null;

    /// <summary>Starts it again where it has ended: at the same endpoint, and empty.</summary>
    public async Task EnsureRunningAsync()
    {
        await _alone.WaitAsync();
        try
        {
            if (Obituary is not { } obituary) return;
            await Console.Error.WriteLineAsync($"{obituary}\nIt is started again.");
            _process.Dispose();
            _process = await StartProcessAsync(_name, Endpoint.Port);
        }
        finally
        {
            _alone.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.EndAsync(LongestEnd);
        _process.Dispose();
        _alone.Dispose();
    }

    private static async Task<Emulator> StartAsync(string name) => new(name, await StartProcessAsync(name, port: 0));

    private static async Task<EmulatorProcess> StartProcessAsync(string name, int port)
    {
        var start = new ProcessStartInfo("node", ["serve.js", name, $"{port}"])
        {
            UseShellExecute = false,
            WorkingDirectory = await NodePackages.FolderAsync("tests/emulators"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new EmulatorProcess(NodeProgram.Start(start));
        try
        {
            await process.ListeningAsync(LongestStart);
            return process;
        }
        catch (Exception e)
        {
            await process.EndAsync(TimeSpan.Zero);
            throw new InvalidOperationException($"{name} did not start ({e.Message}). Its output:\n{process.LastOutput}", e);
        }
    }
}
