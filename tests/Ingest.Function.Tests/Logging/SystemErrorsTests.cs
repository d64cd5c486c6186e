namespace Ingest.Function.Tests.Logging;

public sealed class SystemErrorsTests
{
    [Theory]
    [InlineData("System.UriFormatException: net_uri_BadHostName", "System.UriFormatException: the URL's host is no host name (net_uri_BadHostName)")]
    [InlineData("JsonReaderException: ExpectedStartOfValueNotFound, < LineNumber: 0 | BytePositionInLine: 0.", "JsonReaderException: not JSON: no value begins with this character (ExpectedStartOfValueNotFound), < LineNumber: 0 | BytePositionInLine: 0.")]
    [InlineData("Connection refused", "Connection refused")]
    [InlineData("", "")]
    public void WhatIsKnownIsSaidInWords(string message, string inWords) => SystemErrors.InWords(message).ShouldBe(inWords);
}
