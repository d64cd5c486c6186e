using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

public sealed class TlsErrorsTests
{
    [Theory]
    [InlineData("error:0A00010B:lib(20)::reason(267)", "wrong version number")]
    [InlineData("error:0A000410:lib(20)::reason(1040)", "alert handshake failure")]
    [InlineData("net_frame_read_size", "what came back is not TLS")]
    public void AReasonByNumberOrNameIsSaidInWords(string message, string words) => TlsErrors.InWords(message).ShouldStartWith($"{message}: {words}");

    [Theory]
    [InlineData("error:0A00010B:SSL routines::wrong version number")]
    [InlineData("error:0A000001:lib(20)::reason(1)")]
    [InlineData("lib(20)::reason(267")]
    [InlineData("lib(20)::reason()")]
    [InlineData("")]
    public void EverythingElseIsLeftAsItIs(string message) => TlsErrors.InWords(message).ShouldBe(message);
}
