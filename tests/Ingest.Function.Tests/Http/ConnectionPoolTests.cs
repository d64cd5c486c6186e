using System.Text;
using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

/// <summary>What becomes of connections between two invocations.</summary>
public sealed class ConnectionPoolTests
{
    private static readonly byte[] Request = "GET / HTTP/1.1\r\n\r\n"u8.ToArray();

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConnectionThatStandsIsUsedAgain(bool isTls)
    {
        await using var setup = new Setup(isTls, _time);
        var first = await setup.ExchangeAsync();
        _time.Advance(TimeSpan.FromSeconds(30));

        (await setup.ExchangeAsync()).ShouldBe(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConnectionThatTheServerClosedWhileItWasIdleIsReplaced(bool isTls)
    {
        await using var setup = new Setup(isTls, _time);
        var first = await setup.ExchangeAsync();
        await setup.CloseAsync(first);
        _time.Advance(TimeSpan.FromSeconds(30));

        (await setup.ExchangeAsync()).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConnectionOpenedAheadThatTheServerClosedBeforeItWasUsedIsReplaced(bool isTls)
    {
        await using var setup = new Setup(isTls, _time);
        var opened = await setup.OpenAsync();
        await setup.CloseAsync(opened);
        _time.Advance(TimeSpan.FromSeconds(30));

        (await setup.ExchangeAsync()).ShouldNotBe(opened);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConnectionOpenedAheadIsUsedThoughSessionTicketsWaitOnIt(bool isTls)
    {
        await using var setup = new Setup(isTls, _time);
        var opened = await setup.OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(30));

        (await setup.ExchangeAsync()).ShouldBe(opened);
    }

    [Theory]
    [InlineData(false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData(true, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData(false, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n")]
    [InlineData(true, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n")]
    [InlineData(false, "\n")]
    [InlineData(true, "\n")]
    public async Task WhatTheServerSaysUnaskedIsNeverTakenForTheNextResponse(bool isTls, string unasked)
    {
        await using var setup = new Setup(isTls, _time);
        var first = await setup.ExchangeAsync();
        await setup.SayAsync(first, unasked);

        (await setup.ExchangeAsync()).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AResponseThatIsSentTwiceAtOnceIsTakenOnce(bool isTls)
    {
        await using var setup = new Setup(isTls, _time);
        var first = await setup.ExchangeAsync(times: 2);

        (await setup.ExchangeAsync()).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConnectionOpenedAheadOverWhichTheServerSpeaksIsReplaced(bool isTls)
    {
        await using var setup = new Setup(isTls, _time);
        var opened = await setup.OpenAsync();
        await setup.SayAsync(opened, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");

        (await setup.ExchangeAsync()).ShouldNotBe(opened);
    }

    [Fact]
    public async Task AConnectionIdleForAMinuteIsReplacedThoughItStands()
    {
        await using var setup = new Setup(isTls: false, _time);
        var first = await setup.ExchangeAsync();
        _time.Advance(TimeSpan.FromSeconds(61));

        (await setup.ExchangeAsync()).ShouldNotBe(first);
    }

    /// <summary>A pool and its server, which knows a connection by the order in which it came.</summary>
    private sealed class Setup : IAsyncDisposable
    {
        private readonly TestAuthority? _authority;
        private readonly RawServer _server;
        private readonly ConnectionPool _pool;
        private readonly List<Stream> _accepted = [];
        private HttpConnection? _last;

        public Setup(bool isTls, TimeProvider time)
        {
            _authority = isTls ? new TestAuthority("127.0.0.1") : null;
            _server = new RawServer(_authority);
            _pool = new ConnectionPool(_server.Endpoint, time);
        }

        public async Task<int> OpenAsync()
        {
            await _pool.OpenAsync(CancellationToken.None);
            _accepted.Add(await _server.AcceptedAsync());
            _last = await _pool.RentAsync(CancellationToken.None);
            _pool.Return(_last);
            return _accepted.Count - 1;
        }

        /// <returns>The connection that the request went over.</returns>
        public async Task<int> ExchangeAsync(int times = 1)
        {
            var connection = await _pool.RentAsync(CancellationToken.None);
            if (connection != _last) _accepted.Add(await _server.AcceptedAsync());
            _last = connection;
            var responding = RawServer.RespondAsync(_accepted[^1], times);
            var response = await connection.ExchangeAsync(Request, CancellationToken.None);
            await responding;
            Encoding.ASCII.GetString(response.Body.Span).ShouldBe("ok");
            _pool.Return(connection);
            return _accepted.Count - 1;
        }

        /// <summary>Closes a connection as a server does, and waits until the client's kernel has heard of it.</summary>
        public async Task CloseAsync(int connection)
        {
            await _accepted[connection].DisposeAsync();
            await ArrivedAsync();
        }

        /// <summary>Sends something that was not asked for, and waits until it is there.</summary>
        public async Task SayAsync(int connection, string text)
        {
            await _accepted[connection].WriteAsync(Encoding.ASCII.GetBytes(text));
            await ArrivedAsync();
        }

        private async Task ArrivedAsync()
        {
            // Bounded: if it is never seen, the test is to fail, not to hang.
            for (var looks = 0; looks < 1_000_000 && _last!.IsQuiet(); looks++) await Task.Yield();
        }

        public async ValueTask DisposeAsync()
        {
            _pool.Dispose();
            foreach (var connection in _accepted) await connection.DisposeAsync();
            _server.Dispose();
            _authority?.Dispose();
        }
    }
}
