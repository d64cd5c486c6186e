using System.Diagnostics;

namespace Ingest.EndToEnd.Tests.Clients;

/// <summary>A program of others, started as its user does.</summary>
internal static class ClientProgram
{
    /// <summary>What it wrote to standard output; it must end with 0.</summary>
    public static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = NodeProgram.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
