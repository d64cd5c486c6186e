namespace Ingest.Function.Tests.Settings;

public sealed class IngestSettingsTests
{
    [Theory]
    [InlineData("MAX_EVENT_AHEAD", "99999999d")]
    [InlineData("MAX_EVENT_AGE", "2147483647d")]
    public void ADurationBeyondWhatAClockCountsIsOutOfRangeByName(string name, string value) =>
        Should.Throw<SettingsException>(() => IngestSettings.Read(variable => variable == name ? value : variable is "STREAM_NAME" or "TABLE_NAME" ? "events" : null))
            .Errors.ShouldContain(error => error.StartsWith(name, StringComparison.Ordinal) && error.Contains(value, StringComparison.Ordinal));

    [Fact]
    public void DefaultsHoldWhereOnlyTheRequiredNamesAreSet()
    {
        var settings = Read(("STREAM_NAME", "telemetry"), ("TABLE_NAME", "telemetry"));

        settings.Sinks.ShouldBe(SinkSet.Kinesis | SinkSet.DynamoDb);
        settings.MaxBodyBytes.ShouldBe(16_777_216);
        settings.MaxEventBytes.ShouldBe(262_144);
        settings.MaxEventAge.ShouldBe(TimeSpan.FromDays(7));
        settings.MaxEventAhead.ShouldBe(TimeSpan.FromMinutes(5));
        settings.RetentionDays.ShouldBe(30);
    }

    [Fact]
    public void EveryProblemIsListedAtOnceWithNameLimitAndValue()
    {
        var e = Should.Throw<SettingsException>(() => Read(
            ("TABLE_NAME", "a/b/c"), ("MAX_EVENT_BYTES", "many"), ("MAX_EVENTS", "0"), ("MAX_EVENT_AGE", "7 weeks"), ("RETENTION_DAYS", "-1")));

        e.Errors.Count.ShouldBe(6);
        e.Errors.ShouldContain("STREAM_NAME is not set: it must name the Kinesis stream.");
        e.Errors.ShouldContain("MAX_EVENTS must be a whole number from 1 to 100000; it is '0'.");
        e.Errors.ShouldContain(p => p.StartsWith("MAX_EVENT_AGE must be a duration such as 90s", StringComparison.Ordinal) && p.EndsWith("it is '7 weeks'.", StringComparison.Ordinal));
        foreach (var error in e.Errors) e.Message.ShouldContain(error);
    }

    [Fact]
    public void ANameIsRequiredOnlyForASinkThatIsUsed() =>
        Read(("SINKS", "dynamodb"), ("TABLE_NAME", "telemetry")).Sinks.ShouldBe(SinkSet.DynamoDb);

    [Fact]
    public void AnUnknownSinkIsNamed() =>
        Should.Throw<SettingsException>(() => Read(("SINKS", "kinesis,s3"), ("STREAM_NAME", "t"))).Message.ShouldContain("it has 's3'");

    [Fact]
    public void AnEmptyVariableCountsAsUnset() =>
        Read(("STREAM_NAME", "telemetry"), ("TABLE_NAME", "telemetry"), ("MAX_EVENTS", "")).MaxEvents.ShouldBe(10_000);

    private static IngestSettings Read(params (string Name, string Value)[] variables) =>
        IngestSettings.Read(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
