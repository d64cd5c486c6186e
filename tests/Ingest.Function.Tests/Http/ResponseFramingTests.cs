using System.Text;
using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

public sealed class ResponseFramingTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:5\r\nConnection: close\r\n\r\nhello", "hello", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", true)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: x\r\n\r\n", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", "he", false)]
    public void AnAnswerIsWholeHoweverItIsCut(string answer, string body, bool keepsAlive)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);
        foreach (var cut in (int[])[1, 2, 7, bytes.Length])
        {
            using var framing = new ResponseFraming();
            framing.Restart();
            var isWhole = false;
            for (var at = 0; at < bytes.Length && !isWhole; at += cut)
            {
                var piece = bytes.AsSpan(at, Math.Min(cut, bytes.Length - at));
                piece.CopyTo(framing.Free().Span);
                isWhole = framing.Advance(piece.Length);
            }

            isWhole.ShouldBeTrue();
            framing.Response.Status.ShouldBe(200);
            Encoding.ASCII.GetString(framing.Response.Body.Span).ShouldBe(body);
            // What comes behind an answer shows only where both come in one piece.
            if (cut == bytes.Length) framing.KeepsAlive.ShouldBe(keepsAlive);
        }
    }

    [Fact]
    public void WithoutLengthOrChunksTheEndOfTheConnectionEndsTheAnswer()
    {
        using var framing = new ResponseFraming();
        Feed(framing, "HTTP/1.1 503 Slow\r\n\r\nbusy").ShouldBeFalse();

        
        framing.Advance(0).ShouldBeTrue();

        framing.Response.Status.ShouldBe(503);
        Encoding.ASCII.GetString(framing.Response.Body.Span).ShouldBe("busy");
        framing.KeepsAlive.ShouldBeFalse();
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    public void WhatIsNoAnswerIsAnError(string bytes)
    {
        using var framing = new ResponseFraming();

        Should.Throw<IOException>(() => Feed(framing, bytes));
    }

    [Fact]
    public void HeadersAreFoundWhateverTheirCase()
    {
        using var framing = new ResponseFraming();
        Feed(framing, "HTTP/1.1 400 Bad\r\nX-Amzn-ErrorType:  A#B \r\nContent-Length: 0\r\n\r\n").ShouldBeTrue();

        Encoding.ASCII.GetString(framing.Response.Header("x-amzn-errortype"u8)).ShouldBe("A#B");
        framing.Response.Header("date"u8).IsEmpty.ShouldBeTrue();
    }

    private static bool Feed(ResponseFraming framing, string bytes)
    {
        framing.Restart();
        Encoding.ASCII.GetBytes(bytes).CopyTo(framing.Free());
        return framing.Advance(bytes.Length);
    }
}
