using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

public sealed class TlsHandshakeTests
{
    [Fact]
    public async Task AServerThatAKnownRootVouchesForIsSpokenTo()
    {
        using var authority = new TestAuthority("127.0.0.1");
        using var server = new RawServer(authority);

        using var connection = await HttpConnection.OpenAsync(server.Endpoint, CancellationToken.None);

        await using var accepted = await server.AcceptedAsync();
        accepted.ShouldBeOfType<System.Net.Security.SslStream>().NegotiatedApplicationProtocol.ShouldBe(System.Net.Security.SslApplicationProtocol.Http11);
    }

    [Fact]
    public async Task AForeignRootIsRefusedWithTheReason()
    {
        using var authority = new TestAuthority("127.0.0.1");
        using var foreign = new TestAuthority("127.0.0.1");
        using var server = new RawServer(foreign);

        var refusal = await Should.ThrowAsync<IOException>(HttpConnection.OpenAsync(server.Endpoint with { Roots = authority.Roots }, CancellationToken.None));

        refusal.Message.ShouldStartWith("The certificate of 127.0.0.1 is refused: RemoteCertificateChainErrors (");
    }

    [Fact]
    public async Task AnotherHostsCertificateIsRefusedWithTheReason()
    {
        using var authority = new TestAuthority("kinesis.eu-central-1.amazonaws.com");
        using var server = new RawServer(authority);

        var refusal = await Should.ThrowAsync<IOException>(HttpConnection.OpenAsync(server.Endpoint, CancellationToken.None));

        refusal.Message.ShouldBe("The certificate of 127.0.0.1 is refused: RemoteCertificateNameMismatch.");
    }

    [Fact]
    public async Task AServerThatSpeaksNoTlsIsAnError()
    {
        using var server = new RawServer(authority: null);

        var opening = HttpConnection.OpenAsync(new HttpEndpoint(new UriBuilder(server.Endpoint.Uri) { Scheme = "https" }.Uri), CancellationToken.None);
        await using (var accepted = await server.AcceptedAsync())
        {
            await accepted.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            await Should.ThrowAsync<IOException>(opening);
        }
    }
}
