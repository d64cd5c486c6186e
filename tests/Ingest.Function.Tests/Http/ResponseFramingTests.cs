using System.Text;
using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

/// <summary>RFC 9112 §2 to §9 for a client, clause by clause; each response is fed whole and in pieces down to single bytes.</summary>
public sealed class ResponseFramingTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n\r\n";

    [Theory]
    [InlineData("§6.2, §6.3 (6)", Ok + "Content-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("§6.2", Ok + "Content-Length: 0\r\n\r\n", "", true)]
    [InlineData("§6.2: leading zeros are digits", Ok + "Content-Length: 0005\r\n\r\nhello", "hello", true)]
    [InlineData("§6.3 (5): a list of equal lengths is that length", Ok + "Content-Length: 5, 5\r\n\r\nhello", "hello", true)]
    [InlineData("§6.3 (5): equal lengths in several headers", Ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("§7.1", Chunked + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "hello", true)]
    [InlineData("§7.1: hex digits of either case, leading zeros", Chunked + "000A\r\n0123456789\r\nb\r\nabcdefghijk\r\n0\r\n\r\n", "0123456789abcdefghijk", true)]
    [InlineData("§7.1: the last chunk is 1*\"0\"", Chunked + "5\r\nhello\r\n000\r\n\r\n", "hello", true)]
    [InlineData("§7.1: coding names have no case", Ok + "TRANSFER-encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello", true)]
    [InlineData("§7.1.1: unknown extensions are ignored", Chunked + "3;a=b\r\nhel\r\n2 ; c=\"d e\"\r\nlo\r\n0;z\r\n\r\n", "hello", true)]
    [InlineData("§7.1.2: trailers are not headers", Chunked + "5\r\nhello\r\n0\r\nContent-Length: 9\r\nX: y\r\n\r\n", "hello", true)]
    [InlineData("§7.1: data may look like chunks", Chunked + "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n\r\n", true)]
    [InlineData("§6.1: what is chunked last ends with its chunks", Ok + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nzz\r\n0\r\n\r\n", "zz", true)]
    [InlineData("§4: without a reason", "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("§4: without the space before it", "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("§2.3: a later minor version", "HTTP/1.2 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("§5.1: no white space, much white space", Ok + "content-length:5\r\nConnection: \t x \t\r\n\r\nhello", "hello", true)]
    [InlineData("§5.2: a folded line continues a value", Ok + "X: a\r\n b\r\n\tc\r\nContent-Length:\r\n 5\r\n\r\nhello", "hello", true)]
    [InlineData("§9.3: HTTP/1.0 closes", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", false)]
    [InlineData("§9.3: unless it says otherwise", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("§9.6", Ok + "Connection: close\r\nContent-Length: 5\r\n\r\nhello", "hello", false)]
    [InlineData("§9.6: in a list", Ok + "Connection: x, Close ,y\r\nContent-Length: 5\r\n\r\nhello", "hello", false)]
    [InlineData("§9.6: in any of several headers", Ok + "Connection: close\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", "hello", false)]
    [InlineData("§9.6: an option that is like it", Ok + "Connection: closed\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    public void AResponseIsWholeHoweverItIsCut(string clause, string response, string body, bool keepsAlive)
    {
        foreach (var (whole, found) in Feed(response))
        {
            whole.ShouldBeTrue(clause);
            found.Response.Status.ShouldBe(200, clause);
            Encoding.ASCII.GetString(found.Response.Body.Span).ShouldBe(body, clause);
            found.KeepsAlive.ShouldBe(keepsAlive, clause);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, true)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 700\r\n\r\n", 304, true)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304, true)]
    // A server that announces a body though there is none may send it all the same.
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, false)]
    [InlineData("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", 204, false)]
    public void SomeStatusesHaveNoBodyWhateverTheHeadersSay(string response, int status, bool keepsAlive)
    {
        foreach (var (whole, found) in Feed(response))
        {
            whole.ShouldBeTrue();
            found.Response.Status.ShouldBe(status);
            found.Response.Body.IsEmpty.ShouldBeTrue();
            found.KeepsAlive.ShouldBe(keepsAlive);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 100\r\n\r\nHTTP/1.1 102 Processing\r\nContent-Length: 5\r\n\r\n")]
    public void InterimResponsesAreSkipped(string interim)
    {
        foreach (var (whole, found) in Feed(interim + "HTTP/1.1 400 Bad\r\nX: y\r\nContent-Length: 5\r\n\r\nhello"))
        {
            whole.ShouldBeTrue();
            found.Response.Status.ShouldBe(400);
            Encoding.ASCII.GetString(found.Response.Header("x"u8)).ShouldBe("y");
            Encoding.ASCII.GetString(found.Response.Body.Span).ShouldBe("hello");
            found.KeepsAlive.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("§6.3 (8): neither length nor chunks", "HTTP/1.1 503 Slow\r\n\r\nbusy")]
    [InlineData("§6.3 (4): chunked is not the last coding", "HTTP/1.1 503 Slow\r\nTransfer-Encoding: chunked, gzip\r\n\r\nbusy")]
    [InlineData("§6.3 (4)", "HTTP/1.1 503 Slow\r\nTransfer-Encoding: identity\r\n\r\nbusy")]
    public void TheEndOfTheConnectionEndsAResponseThatSaysNothingElse(string clause, string response)
    {
        foreach (var (whole, found) in Feed(response))
        {
            whole.ShouldBeFalse(clause);
            found.Advance(0).ShouldBeTrue(clause);

            found.Response.Status.ShouldBe(503);
            Encoding.ASCII.GetString(found.Response.Body.Span).ShouldBe("busy");
            found.KeepsAlive.ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData(Ok + "Content-Length: 5\r\n")]
    [InlineData(Ok + "Content-Length: 5\r\n\r\nhell")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData(Chunked)]
    [InlineData(Chunked + "5\r\nhel")]
    [InlineData(Chunked + "5\r\nhello\r\n")]
    [InlineData(Chunked + "5\r\nhello\r\n0\r\n")]
    [InlineData(Chunked + "5\r\nhello\r\n0\r\nX: y\r\n")]
    public void AResponseThatIsCutOffIsAFailure(string response)
    {
        foreach (var (whole, found) in Feed(response))
        {
            whole.ShouldBeFalse();
            Should.Throw<IOException>(() => found.Advance(0)).Message.ShouldContain("closed the connection");
        }
    }

    [Theory]
    [InlineData("§4", "SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("§4", "HTTP/2 200 OK\r\n\r\n")]
    [InlineData("§4: no line before it", "\r\n" + Ok + "Content-Length: 0\r\n\r\n")]
    [InlineData("§4: three digits", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("§4: three digits", "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("§4: three digits", "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("§4: one space", "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("RFC 9110 §15.2.2: never asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")]
    [InlineData("§2.2: a lone LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    [InlineData("§2.2: a lone LF", Ok + "X: y\nContent-Length: 0\r\n\r\n")]
    [InlineData("§2.2: a lone CR", Ok + "X: y\rContent-Length: 0\r\n\r\n")]
    [InlineData("RFC 9110 §5.5: NUL", Ok + "X: y\0\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("§2.2: white space behind the status line", Ok + " X: y\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("§5.1: white space before the colon", Ok + "Content-Length : 0\r\n\r\n")]
    [InlineData("§5.1: no colon", Ok + "Content-Length\r\n\r\n")]
    [InlineData("§5.1: no name", Ok + ": 5\r\n\r\n")]
    [InlineData("§6.3 (3): both", Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("§6.3 (3): both", Ok + "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("§6.1: a coding in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("§6.1: chunked twice", Ok + "Transfer-Encoding: chunked, chunked\r\n\r\n")]
    [InlineData("§6.1: chunked twice", Ok + "Transfer-Encoding: chunked, gzip\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("§7: chunked has no parameters", Ok + "Transfer-Encoding: chunked;q=1\r\n\r\n")]
    [InlineData("§6.1: no coding", Ok + "Transfer-Encoding:\r\n\r\n")]
    [InlineData("§6.3 (5)", Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("§6.3 (5)", Ok + "Content-Length: 5, 6\r\n\r\nhello")]
    [InlineData("§6.3 (5)", Ok + "Content-Length: 5,\r\n\r\nhello")]
    [InlineData("§6.3 (5)", Ok + "Content-Length:\r\n\r\n")]
    [InlineData("§6.2: 1*DIGIT", Ok + "Content-Length: -1\r\n\r\n")]
    [InlineData("§6.2: 1*DIGIT", Ok + "Content-Length: +5\r\n\r\n")]
    [InlineData("§6.2: 1*DIGIT", Ok + "Content-Length: 5 5\r\n\r\n")]
    [InlineData("§6.2: 1*DIGIT", Ok + "Content-Length: 0x5\r\n\r\n")]
    [InlineData("§6.2: 1*DIGIT", Ok + "Content-Length: 5.0\r\n\r\n")]
    [InlineData("§6.2: longer than is taken", Ok + "Content-Length: 99999999999\r\n\r\n")]
    [InlineData("§6.2: overflow", Ok + "Content-Length: 18446744073709551621\r\n\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + "xyz\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + "\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + ";a=b\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + "-1\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + "1x\r\na\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + "0x1\r\na\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + " 1\r\na\r\n")]
    [InlineData("§7.1: 1*HEXDIG", Chunked + "1 \r\na\r\n")]
    [InlineData("§7.1: a size that is not taken", Chunked + "7fffffff\r\n")]
    [InlineData("§7.1: overflow", Chunked + "10000000000000005\r\nhello\r\n0\r\n\r\n")]
    [InlineData("§7.1: more digits than a size has", Chunked + "00000000000000005\r\nhello\r\n0\r\n\r\n")]
    [InlineData("§7.1: data ends with CR LF", Chunked + "5\r\nhello!\r\n0\r\n\r\n")]
    [InlineData("§7.1: data ends with CR LF", Chunked + "5\r\nhello\n0\r\n\r\n")]
    [InlineData("§2.2: a lone LF in a size", Chunked + "5\nhello\r\n0\r\n\r\n")]
    [InlineData("§2.2: a lone LF in a trailer", Chunked + "0\r\nX: y\n\r\n")]
    public void WhatIsNotOrMayNotBeAResponseIsRefused(string clause, string response)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        foreach (var cut in Cuts(bytes)) Should.Throw<IOException>(() => Advance(new ResponseFraming(16 * 1024 * 1024), bytes, cut), clause);
    }

    [Theory]
    [InlineData(Ok, "X: y\r\n")]
    [InlineData(Ok + "X: ", "y")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData(Chunked + "5;", "a")]
    [InlineData(Chunked + "0\r\n", "X: y\r\n")]
    [InlineData(Chunked, "1;extension\r\na\r\n")]
    public void NothingIsReadWithoutEnd(string start, string rest)
    {
        using var framing = new ResponseFraming(16 * 1024 * 1024);
        framing.Restart();
        Feed(framing, Encoding.ASCII.GetBytes(start)).ShouldBeFalse();
        var more = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(rest, 100)));

        Should.Throw<IOException>(() =>
        {
            for (var bytes = 0; bytes < 64 * 1024 * 1024; bytes += more.Length) Feed(framing, more).ShouldBeFalse();
        });
    }

    [Theory]
    [InlineData(Ok + "Content-Length: 2\r\n\r\nhe", "he")]
    [InlineData(Chunked + "2\r\nhe\r\n0\r\n\r\n", "he")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "")]
    public void WhatComesBehindAResponseIsNotItsOwnAndEndsTheConnection(string response, string body)
    {
        using var framing = new ResponseFraming(16 * 1024 * 1024);
        framing.Restart();

        Feed(framing, Encoding.ASCII.GetBytes(response + "llo")).ShouldBeTrue();

        Encoding.ASCII.GetString(framing.Response.Body.Span).ShouldBe(body);
        framing.KeepsAlive.ShouldBeFalse();
    }

    [Fact]
    public void HeadersAreFoundWhateverTheirCase()
    {
        foreach (var (_, found) in Feed("HTTP/1.1 400 Bad\r\nX-Amzn-ErrorType:  A#B \r\nContent-Length: 0\r\n\r\n"))
        {
            Encoding.ASCII.GetString(found.Response.Header("x-amzn-errortype"u8)).ShouldBe("A#B");
            found.Response.Header("date"u8).IsEmpty.ShouldBeTrue();
        }
    }

    private static int[] Cuts(byte[] bytes) => [1, 2, 7, Math.Max(1, bytes.Length)];

    private static IEnumerable<(bool IsWhole, ResponseFraming Framing)> Feed(string response)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        foreach (var cut in Cuts(bytes))
        {
            using var framing = new ResponseFraming(16 * 1024 * 1024);
            yield return (Advance(framing, bytes, cut), framing);
        }
    }

    private static bool Advance(ResponseFraming framing, byte[] bytes, int cut)
    {
        framing.Restart();
        var isWhole = false;
        for (var at = 0; at < bytes.Length && !isWhole; at += cut) isWhole = Feed(framing, bytes.AsSpan(at, Math.Min(cut, bytes.Length - at)));
        return isWhole;
    }

    private static bool Feed(ResponseFraming framing, ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var free = framing.Free().Span;
            var now = Math.Min(free.Length, bytes.Length);
            bytes[..now].CopyTo(free);
            bytes = bytes[now..];
            if (framing.Advance(now)) return true;
            if (bytes.IsEmpty) return false;
        }
    }
}
