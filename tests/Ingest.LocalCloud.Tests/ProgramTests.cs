using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests;

public sealed class ProgramTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task ItSaysWhereItListensAndStopsCleanlyWithItsEnvironments(int signal)
    {
        var ready = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        using var program = Start("--function", Cloud.Options.FunctionPath, "--url-port", "0", "--console-port", "0", "--aws-port", "0", "--ready-file", ready);

        var announced = (await program.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        var addresses = JsonNode.Parse(announced)!;
        (await File.ReadAllTextAsync(ready)).TrimEnd().ShouldBe(announced);
        ((int)addresses["pid"]!).ShouldBe(program.Id);
        using var http = new HttpClient();
        (await http.GetAsync(new Uri((string)addresses["functionUrl"]!))).IsSuccessStatusCode.ShouldBeTrue();
        var summary = JsonNode.Parse(await http.GetStringAsync(new Uri((string)addresses["consoleUrl"]! + "api/summary")))!;
        using var environment = Process.GetProcessById((int)summary["environments"]![0]!["pid"]!);
        Kill(program.Id, signal).ShouldBe(0);

        try
        {
            await program.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            program.Kill(entireProcessTree: true);
        }
        program.ExitCode.ShouldBe(0);
        await environment.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        File.Exists(ready).ShouldBeFalse();
    }

    [Fact]
    public async Task AMissingFunctionSaysHowToBuildIt()
    {
        using var program = Start("--function", "/nowhere/bootstrap");

        (await program.StandardError.ReadToEndAsync()).ShouldBe("There is no function at /nowhere/bootstrap. Build it with: ./ingest publish\n");
        await program.WaitForExitAsync();
        program.ExitCode.ShouldBe(1);
    }

    private static Process Start(params string[] arguments)
    {
        // A shell without job control starts the tests with SIGINT ignored, and a child inherits that.
        var program = Path.Combine(AppContext.BaseDirectory, "Ingest.LocalCloud");
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
