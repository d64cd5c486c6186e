using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ingest.Testing.Emulators;

namespace Ingest.Differential.Tests;

/// <summary>That an emulator serves the tests after one that treated it badly.</summary>
public sealed class EmulatorTests
{
    private const string Listing = "DynamoDB_20120810.ListTables";

    [Theory]
    [InlineData("kinesalite", "Kinesis_20131202.ListStreams")]
    [InlineData("dynalite", Listing)]
    public async Task ARequestThatIsCutOffEndsAlone(string name, string target)
    {
        await using var emulator = await (name == "kinesalite" ? Emulator.KinesaliteAsync() : Emulator.DynaliteAsync());

        for (var i = 0; i < 3; i++)
        {
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(IPAddress.Loopback, emulator.Endpoint.Port);
            await client.SendAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: {target}\r\nContent-Length: 5000000\r\n\r\n{{"));
            // Answered while that request is open: the emulator has it before it is cut off.
            (await StatusAsync(emulator.Endpoint, target)).ShouldBe(HttpStatusCode.OK);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        (await StatusAsync(emulator.Endpoint, target)).ShouldBe(HttpStatusCode.OK);
        emulator.Obituary.ShouldBeNull();
    }

    [Fact]
    public async Task OneThatDiedIsReportedAndStartedAgainAtItsEndpoint()
    {
        await using var emulator = await Emulator.DynaliteAsync();
        using (var process = Process.GetProcessById(emulator.ProcessId))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        while (emulator.Obituary is null) await Task.Yield();

        emulator.Obituary.ShouldStartWith("dynalite ended with exit code 137 while it was needed. Its last output:\n");
        await emulator.EnsureRunningAsync();

        emulator.Obituary.ShouldBeNull();
        (await StatusAsync(emulator.Endpoint, Listing)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(Uri endpoint, string target)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StringContent("{}", Encoding.UTF8, "application/x-amz-json-1.0") };
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.Add("X-Amz-Date", "20261121T000000Z");
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/any/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature={new string('0', 64)}");
        if (target.StartsWith("Kinesis", StringComparison.Ordinal)) request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
