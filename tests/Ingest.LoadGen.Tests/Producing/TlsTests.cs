using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Ingest.LoadGen.Tests.Producing;

public class TlsTests
{
    [Fact]
    public async Task AnEndpointIsTrustedByTheRootsGivenAndByNoOthers()
    {
        using var authority = new TestAuthority("127.0.0.1");
        using var other = new TestAuthority("127.0.0.1");
        await using var server = await StartAsync(authority);
        var url = new Uri(server.Urls.Single() + "/v1/events");
        var headers = new[] { KeyValuePair.Create("x-api-key", "secret") };

        (await RunAsync(new RequestOptions { Roots = authority.Roots, Headers = headers })).ShouldBeNull();
        (await RunAsync(new RequestOptions { Roots = authority.Roots }))!.ShouldContain(" answers with 403");
        (await RunAsync(new RequestOptions { Roots = other.Roots, Headers = headers }))!.ShouldContain("can't be reached: The remote certificate is invalid");
        (await RunAsync(new RequestOptions { Headers = headers }))!.ShouldContain("can't be reached: The remote certificate is invalid");

        Task<string?> RunAsync(RequestOptions options) => Preflight.RunAsync(url, options, new DeviceFleet(1, 1, Partition.Whole), DateTimeOffset.UtcNow);
    }

    private static async Task<WebApplication> StartAsync(TestAuthority authority)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = authority.Server })
        })));
        var server = builder.Build();
        server.Run(context => context.Request.Headers["x-api-key"] == "secret" ? ScriptedEndpoint.Accept(context, 1) : ScriptedEndpoint.Respond(context, 403, "{}"));
        await server.StartAsync();
        return server;
    }
}
