using System.Net;
using System.Net.Sockets;
using System.Text;
using Ingest.Perf.Http;

namespace Ingest.Perf.Tests.Http;

public sealed class HttpConnectionTests : IDisposable
{
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly HttpConnection _server;

    public HttpConnectionTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _client.Connect(listener.LocalEndPoint!);
        _server = new HttpConnection(listener.Accept());
    }

    [Fact]
    public void PipelinedRequestsAreReadOneByOne()
    {
        Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc");

        var first = _server.Read()!.Value;
        first.IsGet.ShouldBeTrue();
        Encoding.ASCII.GetString(first.Path).ShouldBe("/a");
        _server.HasBuffered.ShouldBeTrue();
        var second = _server.Read()!.Value;
        second.IsGet.ShouldBeFalse();
        Text(second.Body).ShouldBe("abc");
        _server.HasBuffered.ShouldBeFalse();
    }

    [Fact]
    public void ChunksAreJoinedAndTheRequestAfterThemIsWhole()
    {
        Send("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nGET /next HTTP/1.1\r\n\r\n");

        Text(_server.Read()!.Value.Body).ShouldBe("abc0123456789");
        Encoding.ASCII.GetString(_server.Read()!.Value.Path).ShouldBe("/next");
    }

    [Fact]
    public async Task ABodyLargerThanTheBufferIsReadWholeAndTheConnectionGoesOn()
    {
        var body = new string('x', 1_000_000);
        var sending = Task.Run(() => Send($"POST /a HTTP/1.1\r\nContent-Length: {body.Length}\r\n\r\n{body}POST /b HTTP/1.1\r\nContent-Length: 1\r\n\r\ny"));

        Text(_server.Read()!.Value.Body).ShouldBe(body);
        Text(_server.Read()!.Value.Body).ShouldBe("y");
        await sending;
    }

    [Fact]
    public async Task AClientThatWaitsToSendItsBodyIsToldToGoOn()
    {
        Send("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        var reading = Task.Run(() => Text(_server.Read()!.Value.Body));
        var response = new byte[64];

        Encoding.ASCII.GetString(response, 0, _client.Receive(response)).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        Send("ok");

        (await reading).ShouldBe("ok");
    }

    [Fact]
    public void TheEndOfTheConnectionIsNoRequest()
    {
        Send("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
        _client.Shutdown(SocketShutdown.Send);

        _server.Read().ShouldBeNull();
    }

    [Fact]
    public void ALengthThatIsNoNumberIsNamed()
    {
        Send("POST /a HTTP/1.1\r\nContent-Length: five\r\n\r\n");

        Should.Throw<InvalidDataException>(() => _server.Read()).Message.ShouldBe("Content-Length is \"five\".");
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private void Send(string text)
    {
        var rest = Encoding.ASCII.GetBytes(text).AsSpan();
        while (rest.Length > 0) rest = rest[_client.Send(rest)..];
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);
}
