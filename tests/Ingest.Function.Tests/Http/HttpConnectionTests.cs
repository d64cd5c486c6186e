using System.Text;
using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

/// <summary>Responses that come before their request was sent, and requests that are cut off.</summary>
public sealed class HttpConnectionTests
{
    /// <summary>More than a socket takes while nobody reads.</summary>
    private static readonly byte[] Large = [.. Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nContent-Length: 16777216\r\n\r\n"), .. new byte[16 * 1024 * 1024]];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAcknowledgementOfWhatWasNotSentYetIsNone(bool isTls)
    {
        await using var setup = await Setup.OpenAsync(isTls);
        var exchange = setup.Client.ExchangeAsync(Large, CancellationToken.None).AsTask();
        await setup.ReadAsync(1);
        await setup.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        _ = setup.ReadToEndAsync();

        (await Should.ThrowAsync<IOException>(() => exchange)).Message.ShouldContain("before the request was sent");

        setup.Client.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnErrorMayComeBeforeTheRequestWasSent(bool isTls)
    {
        await using var setup = await Setup.OpenAsync(isTls);
        var exchange = setup.Client.ExchangeAsync(Large, CancellationToken.None).AsTask();
        await setup.ReadAsync(1);
        await setup.WriteAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        _ = setup.ReadToEndAsync();

        var response = await exchange;

        response.Status.ShouldBe(413);
        Encoding.ASCII.GetString(response.Body.Span).ShouldBe("no");
        setup.Client.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AServerThatSpeaksFirstIsNotAsked(bool isTls)
    {
        await using var setup = await Setup.OpenAsync(isTls);
        await setup.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        for (var looks = 0; looks < 1_000_000 && setup.Client.IsQuiet(); looks++) await Task.Yield();

        (await Should.ThrowAsync<IOException>(async () => await setup.Client.ExchangeAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), CancellationToken.None))).Message.ShouldContain("before it was asked");

        setup.Client.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task InterimResponsesAreNotTheResponse()
    {
        await using var setup = await Setup.OpenAsync(isTls: false);
        var exchange = setup.Client.ExchangeAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), CancellationToken.None).AsTask();
        await setup.ReadAsync(1);
        await setup.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await setup.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n");

        (await exchange).Status.ShouldBe(204);

        setup.Client.IsReusable.ShouldBeTrue();
    }

    private sealed class Setup : IAsyncDisposable
    {
        private readonly TestAuthority? _authority;
        private readonly RawServer _server;
        private Stream _accepted = Stream.Null;

        private Setup(bool isTls)
        {
            _authority = isTls ? new TestAuthority("127.0.0.1") : null;
            _server = new RawServer(_authority);
        }

        public HttpConnection Client { get; private set; } = null!;

        public static async Task<Setup> OpenAsync(bool isTls)
        {
            var setup = new Setup(isTls);
            setup.Client = await HttpConnection.OpenAsync(setup._server.Endpoint, CancellationToken.None);
            setup._accepted = await setup._server.AcceptedAsync();
            return setup;
        }

        public async Task ReadAsync(int bytes) => await _accepted.ReadExactlyAsync(new byte[bytes]);

        public async Task WriteAsync(string text) => await _accepted.WriteAsync(Encoding.ASCII.GetBytes(text));

        public async Task ReadToEndAsync()
        {
            try
            {
                await _accepted.CopyToAsync(Stream.Null);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The client is gone.
            }
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _accepted.DisposeAsync();
            _server.Dispose();
            _authority?.Dispose();
        }
    }
}
