namespace Ingest.Function.Tests.Logging;

public sealed class BuildIdTests
{
    /// <summary>The shell is some ELF file or other, and has one as all that Debian builds.</summary>
    [Fact]
    public void TheIdIsReadFromAnElfFile() => BuildId.Read("/bin/sh").ShouldMatch("^[0-9a-f]{40}$");

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/nowhere")]
    [InlineData("/")]
    public void OfAnyOtherFileItIsEmpty(string path) => BuildId.Read(path).ShouldBe("");
}
