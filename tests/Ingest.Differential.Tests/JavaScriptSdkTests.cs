using System.Diagnostics;
using System.Text;
using Ingest.Testing;
using Ingest.Testing.Emulators;

namespace Ingest.Differential.Tests;

/// <summary>A client of another make: the AWS SDK for JavaScript, whose Kinesis client speaks HTTP/2.</summary>
public sealed class JavaScriptSdkTests
{
    [Fact]
    public async Task ItsKinesisClientPutsRecordsOverHttp2()
    {
        await using var local = await LocalServices.StartAsync();
        local.Endpoint.Kinesis.Create("telemetry");

        var response = await RunAsync("putrecord.mjs", local.Address.ToString(), "telemetry");

        response.ShouldBe("""{"protocol":"h2","failed":0,"stored":20}""");
        local.Endpoint.Kinesis.Records("telemetry").Select(r => Encoding.UTF8.GetString(r.Data.Span)).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 20).Select(i => $"{{\"n\":{i}}}\n").Order(StringComparer.Ordinal));
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var node = NodeProgram.Start(new ProcessStartInfo("node", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = await EmulatorPackages.FolderAsync(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await errors);
        return (await output).TrimEnd();
    }
}
