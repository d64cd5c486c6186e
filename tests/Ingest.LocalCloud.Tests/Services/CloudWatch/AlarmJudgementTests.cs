namespace Ingest.LocalCloud.Tests.Services.CloudWatch;

/// <summary>The tables of the CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data": oldest first, 0 does not breach, X does, - is missing.</summary>
public sealed class AlarmJudgementTests
{
    [Theory]
    [InlineData("0 - X - X", "OK", "OK", "OK", "OK")]
    [InlineData("- - - - 0", "OK", "OK", "OK", "OK")]
    [InlineData("- - - - -", "INSUFFICIENT_DATA", "stays", "ALARM", "OK")]
    [InlineData("0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("- - X - -", "ALARM", "stays", "ALARM", "OK")]
    public void ThreeOutOfThree(string range, string missing, string ignore, string breaching, string notBreaching) => ShouldBe(3, range, missing, ignore, breaching, notBreaching);

    [Theory]
    [InlineData("- - X - X", "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM")]
    [InlineData("0 - X - -", "OK", "OK", "ALARM", "OK")]
    [InlineData("- - - - 0", "OK", "OK", "ALARM", "OK")]
    [InlineData("- - - X -", "ALARM", "stays", "ALARM", "OK")]
    public void TwoOutOfThree(string range, string missing, string ignore, string breaching, string notBreaching) => ShouldBe(2, range, missing, ignore, breaching, notBreaching);

    private static void ShouldBe(int toAlarm, string range, params string[] expected)
    {
        bool?[] periods = [.. range.Split(' ').Select(period => period switch { "0" => false, "X" => true, _ => (bool?)null })];

        var found = ((string[])["missing", "ignore", "breaching", "notBreaching"]).Select(treatment =>
            AlarmJudgement.Judge(new AlarmDefinition("a", "", [], AlarmDefinition.DefaultComparison, 0, 3, toAlarm, treatment), periods) is { } state ? Alarm.NameOf(state) : "stays");

        found.ShouldBe(expected);
    }
}
