using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Ingest.LocalCloud.Tests;

public sealed class ProgramTests
{
    private const int SigHangup = 1, SigInt = 2, SigQuit = 3, SigKill = 9, SigTerm = 15;

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

    [Theory]
    [InlineData(SigKill, "/hang")]
    [InlineData(SigKill, "/")]
    [InlineData(SigHangup, "/hang")]
    [InlineData(SigQuit, "/hang")]
    public async Task NoEnvironmentSurvivesACloudThatHadNoTimeToStopIt(int signal, string path)
    {
        using var program = Start("--function", Cloud.Options.FunctionPath, "--url-port", "0", "--console-port", "0", "--aws-port", "0");
        var addresses = JsonNode.Parse((await program.StandardOutput.ReadLineAsync()).ShouldNotBeNull())!;
        using var http = new HttpClient();
        var request = http.GetAsync(new Uri(new Uri((string)addresses["functionUrl"]!), path));
        using var environment = Process.GetProcessById(await EnvironmentAsync(http, (string)addresses["consoleUrl"]!, busy: path == "/hang"));
        try
        {
            Kill(program.Id, signal).ShouldBe(0);
            await program.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

            await environment.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            program.Kill(entireProcessTree: true);
            if (!environment.HasExited) environment.Kill();
        }
        await Task.WhenAny(request);
    }

    [Fact]
    public async Task AFunctionThatCannotStartSaysSoOnceOnTheTerminal()
    {
        using var program = Start("--function", Cloud.Options.FunctionPath, "--env", "INIT=error", "--url-port", "0", "--console-port", "0", "--aws-port", "0");
        var url = new Uri((string)JsonNode.Parse((await program.StandardOutput.ReadLineAsync()).ShouldNotBeNull())!["functionUrl"]!);
        using var http = new HttpClient();

        for (var i = 0; i < 3; i++) (await http.GetAsync(url)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadGateway);
        Kill(program.Id, SigTerm).ShouldBe(0);

        var lines = (await program.StandardError.ReadToEndAsync()).Split('\n');
        lines.Where(l => l == "The function did not start (INIT failed): Settings: STREAM_NAME is missing").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AMissingFunctionSaysHowToBuildIt()
    {
        using var program = Start("--function", "/nowhere/bootstrap");

        (await program.StandardError.ReadToEndAsync()).ShouldBe("There is no function at /nowhere/bootstrap. Build it with: ./ingest publish\n");
        await program.WaitForExitAsync();
        program.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task AWrongCommandLineEndsWithTwo()
    {
        using var program = Start("--url-port", "none");

        (await program.StandardError.ReadToEndAsync()).ShouldContain("none");
        await program.WaitForExitAsync();
        program.ExitCode.ShouldBe(2);
    }

    /// <summary>The process id of the one environment, once it is busy or idle as wanted.</summary>
    private static async Task<int> EnvironmentAsync(HttpClient http, string console, bool busy)
    {
        while (true)
        {
            var summary = JsonNode.Parse(await http.GetStringAsync(new Uri(console + "api/summary")))!;
            if (summary["environments"]!.AsArray() is [{ } environment] && (string)environment["state"]! == (busy ? "busy" : "idle") && (int?)environment["pid"] is { } id) return id;
            await Task.Yield();
        }
    }

    private static Process Start(params string[] arguments)
    {
        // A shell without job control starts the tests with SIGINT and SIGQUIT ignored, nohup with SIGHUP; a child inherits that.
        var program = Path.Combine(AppContext.BaseDirectory, "Ingest.LocalCloud");
        var start = new ProcessStartInfo("env", ["--default-signal=INT,QUIT,HUP", program, "--template", CheckedOutFiles.PathOf("template.yaml"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
