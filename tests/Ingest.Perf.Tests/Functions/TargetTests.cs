using Ingest.Perf.Functions;

namespace Ingest.Perf.Tests.Functions;

public sealed class TargetTests
{
    [Fact]
    public void ATargetHasANameVariablesACommandAndArguments()
    {
        var target = Target.Parse("shell=A=1 B=x=y sh -c true");

        target.Name.ShouldBe("shell");
        target.File.ShouldEndWith("/sh");
        target.Arguments.ShouldBe(["-c", "true"]);
        target.Variables.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "x=y" });
        target.Command.ShouldBe($"A=1 B=x=y {target.File} -c true");
    }

    [Theory]
    [InlineData("bootstrap", "'bootstrap'")]
    [InlineData("function=", "'function' has no command")]
    [InlineData("function=no/such/file", "'no/such/file' does not exist")]
    [InlineData("function=no-such-command-anywhere", "'no-such-command-anywhere' is not in PATH")]
    public void AMalformedTargetIsExplained(string text, string part)
    {
        Should.Throw<FormatException>(() => Target.Parse(text)).Message.ShouldContain(part);
    }
}
