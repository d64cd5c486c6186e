namespace Ingest.LoadGen.Tests.Results;

public class RunVerdictTests
{
    [Theory]
    [InlineData("", ExitCodes.Passed, "passed")]
    [InlineData("Limit", ExitCodes.Failed, "failed")]
    [InlineData("Promise", ExitCodes.Failed, "failed")]
    [InlineData("Measurement", ExitCodes.NotValid, "not valid")]
    [InlineData("Limit Measurement", ExitCodes.NotValid, "not valid")]
    [InlineData("Limit Measurement Promise", ExitCodes.Failed, "failed")]
    [InlineData("Limit Measurement Promise Completion", ExitCodes.Interrupted, "interrupted")]
    public void TheGravestThatBrokeGivesTheExitCode(string broken, int code, string name)
    {
        var verdict = new RunVerdict([.. Enum.GetValues<CheckKind>().Select(kind => new RunCheck($"{kind}", kind, broken.Contains($"{kind}", StringComparison.Ordinal) ? $"{kind} broke." : null))]);

        (verdict.ExitCode, verdict.Name, verdict.Held).ShouldBe((code, name, code == 0));
        verdict.Reasons.Count.ShouldBe(broken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("p99", "reads FIGURE=PERCENT%")]
    [InlineData("p99=10", "reads FIGURE=PERCENT%")]
    [InlineData("p99=-1%", "0 to 10,000")]
    [InlineData("p98=10%", "knows answered, accepted, acknowledged, p50, p95, p99, intended-p99, first-try, but not \"p98\"")]
    public void ALimitOfRegressionThatIsNoneIsNamed(string text, string expected)
    {
        RegressionLimit.Parse(text, out var error).ShouldBeNull();
        error.ShouldContain(expected);
    }
}
