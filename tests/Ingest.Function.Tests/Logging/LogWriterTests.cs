using System.Text;
using System.Text.Json.Nodes;

namespace Ingest.Function.Tests.Logging;

public sealed class LogWriterTests : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly LogWriter _log;

    public LogWriterTests() => _log = new LogWriter(_output, new ManualTimeProvider());

    [Fact]
    public void ALineIsOneJsonObjectWithItsTimeLevelAndRequest()
    {
        _log.Warning("one \"line\"\nand no more", "r-1");
        _log.Error("another");

        var lines = Lines();
        lines.Length.ShouldBe(2);
        (Member(lines[0], "level"), Member(lines[0], "requestId"), Member(lines[0], "message")).ShouldBe(("WARN", "r-1", "one \"line\"\nand no more"));
        Member(lines[0], "timestamp").ShouldBe($"{new ManualTimeProvider().GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
        lines[1].ContainsKey("requestId").ShouldBeFalse();
        Member(lines[1], "level").ShouldBe("ERROR");
    }

    [Theory]
    [InlineData("The Canonical String for this request should have been 'POST…x-amz-security-token:SECRET'")]
    [InlineData("Authorization: AWS4-HMAC-SHA256 Credential=SECRET")]
    public void WhatCouldBeUsedToSignIsLeftOut(string message)
    {
        _log.Error(message);

        Text().ShouldNotContain("SECRET");
        Text().ShouldContain("the rest is left out");
    }

    [Fact]
    public void ALongMessageIsCutAndSaysSo()
    {
        _log.Error(new string('€', 100_000));

        _output.Length.ShouldBeLessThan(110_000);
        Text().ShouldContain("cut: 100000 characters");
    }

    [Fact]
    public void LinesOfSeveralThreadsStayWhole()
    {
        Parallel.For(0, 200, i => _log.Warning(new string((char)('a' + (i % 26)), 500)));

        Lines().Select(line => Member(line, "message")).ShouldAllBe(message => message.Length == 500 && message.Distinct().Count() == 1);
    }

    [Fact]
    public void WithoutAnOutputItIsSilent() => Should.NotThrow(() => new LogWriter(null, TimeProvider.System).Error("x"));

    public void Dispose() => _output.Dispose();

    private string Text() => Encoding.UTF8.GetString(_output.ToArray());

    private JsonObject[] Lines() => [.. Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static string Member(JsonObject line, string name) => line[name]!.GetValue<string>();
}
