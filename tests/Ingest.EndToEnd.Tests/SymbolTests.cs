using System.Diagnostics;

namespace Ingest.EndToEnd.Tests;

/// <summary>What a crash of the compiled function leaves, read by ./ingest symbolize.</summary>
public sealed class SymbolTests
{
    private const string Frame = "bootstrap!<BaseAddress>+0x5a0142";

    private static string Symbols { get; } = Path.Combine(Path.GetDirectoryName(NativeCloud.FunctionPath)!, "bootstrap.dbg");

    [Fact]
    public async Task TheFramesOfACrashAreFilesAndLines()
    {
        // Without a runtime API there is nothing to run for.
        var crash = await RunAsync(NativeCloud.FunctionPath, "", []);
        crash.Output.ShouldContain("bootstrap!<BaseAddress>+0x");

        var read = await RunAsync(CheckedOutFiles.PathOf("ingest"), crash.Output, ["symbolize", "--symbols", Symbols]);

        read.Status.ShouldBe(0, read.Output);
        read.Output.ShouldContain(" in src/Ingest.Function/Program.cs:");
        read.Output.ShouldContain("AWS_LAMBDA_RUNTIME_API is not set");
        read.Output.ShouldNotContain("BaseAddress");
    }

    [Fact]
    public async Task ALogLineNamesTheBuildWhoseSymbolsAreTaken()
    {
        await using var cloud = await Cloud.StartAsync(o => o with { Environment = new Dictionary<string, string> { ["MAX_EVENTS"] = "none" } });
        await cloud.PostAsync(SampleEvents.Event("dev", "1"));
        var line = cloud.Host.Logs.Read(0, 1_000).First(line => line.Text.Contains("\"build\":", StringComparison.Ordinal)).Text;

        var read = await RunAsync(CheckedOutFiles.PathOf("ingest"), line, ["symbolize"]);

        read.Status.ShouldBe(0, read.Output);
        read.Output.ShouldContain(" in src/Ingest.Function/Settings/");
        read.Output.ShouldNotContain("No build id");
    }

    [Theory]
    [InlineData("of build 0123456789abcdef; ", "symbolize", "--symbols", null, "--build", "0123456789abcdef", Frame)]
    [InlineData("whose symbols are not here", "symbolize", "--build", "0123456789abcdef", Frame)]
    [InlineData("there is no frame", "symbolize", "Object reference not set")]
    [InlineData("is none", "symbolize", "--symbols", "template.yaml", Frame)]
    [InlineData("'--symbol' is unknown", "symbolize", "--symbol", "x")]
    public async Task AnotherBuildsSymbolsAndOtherWordsAreRefusedInASentence(string why, params string?[] arguments)
    {
        var read = await RunAsync(CheckedOutFiles.PathOf("ingest"), "", [.. arguments.Select(static argument => argument ?? Symbols)]);

        read.Status.ShouldBe(2);
        read.Output.ShouldContain(why);
    }

    private static async Task<(int Status, string Output)> RunAsync(string program, string input, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("AWS_LAMBDA_RUNTIME_API");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
