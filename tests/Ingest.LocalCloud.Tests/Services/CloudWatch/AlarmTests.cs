namespace Ingest.LocalCloud.Tests.Services.CloudWatch;

public sealed class AlarmTests : IDisposable
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
    private readonly List<string> _changes = [];
    private readonly MetricStore _store;

    public AlarmTests()
    {
        _store = new MetricStore(new AwsOptions(), _time);
        _store.Alarms.Changed = change => _changes.Add($"{_time.GetUtcNow():HH:mm:ss} {Alarm.NameOf(change.Before)} -> {Alarm.NameOf(change.Alarm.State)} {string.Join(' ', change.Actions)}: {change.Alarm.Reason}");
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public void AnAlarmOfMOutOfNRaisesAndFallsWithEachPeriodThatEnds()
    {
        _store.Alarms.Put(Errors("notBreaching"));

        Minute(errors: 0);
        Minute(errors: 5);
        Minute(errors: 7);
        Minute(errors: 0);
        Minute(errors: 0);
        Minute(errors: null);

        _changes.ShouldBe(
        [
            "03:00:01 INSUFFICIENT_DATA -> OK ok: Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].",
            "03:03:00 OK -> ALARM raise: Threshold Crossed: 2 out of the last 3 datapoints [7.0 (26/11/26 03:02:00), 5.0 (26/11/26 03:01:00)] were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).",
            "03:05:00 ALARM -> OK ok: Threshold Crossed: 2 out of the last 3 datapoints [0.0 (26/11/26 03:04:00), 0.0 (26/11/26 03:03:00)] were not greater than the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).",
        ]);
    }

    [Fact]
    public void EveryChangeStaysInTheHistoryAsItWas()
    {
        _store.Alarms.Put(Errors("notBreaching"));

        Minute(errors: 5);
        Minute(errors: 7);
        Minute(errors: 0);
        Minute(errors: 0);
        Minute(errors: 0);

        _store.Alarms.History.Select(change => $"{change.Time:HH:mm:ss} {change.Before} -> {change.After}").ShouldBe(["03:04:00 Alarm -> Ok", "03:02:00 Ok -> Alarm", "03:00:01 InsufficientData -> Ok"]);
        _store.Alarms.History[1].Reason.ShouldStartWith("Threshold Crossed: 2 out of the last 3 datapoints [7.0 ");
    }

    [Fact]
    public void MissingDataIsInsufficientUnlessTreatedOtherwise()
    {
        _store.Alarms.Put(Errors("missing"));

        Minute(errors: 0);
        for (var i = 0; i < 6; i++) Minute(errors: null);

        _changes.Select(change => change.Split(':')[2]).ShouldBe(["00 INSUFFICIENT_DATA -> OK ok", "00 OK -> INSUFFICIENT_DATA "]);
    }

    [Fact]
    public void AnExpressionIsComparedWhereItIsWhatIsReturned()
    {
        MetricQuery[] metrics =
        [
            new("percent", null, "IF(requests > 0, 100 * errors / requests, 0)", null, true),
            new("errors", Stat("Url5xxCount"), null, null, false),
            new("requests", Stat("UrlRequestCount"), null, null, false),
        ];
        _store.Alarms.Put(new AlarmDefinition("a", "", metrics, AlarmDefinition.DefaultComparison, 1, 1, 1, "notBreaching"));

        Record("UrlRequestCount", 200);
        Record("Url5xxCount", 2);
        Advance(60);
        _store.Alarms.Alarms.Single().State.ShouldBe(AlarmState.Ok);
        Record("UrlRequestCount", 200);
        Record("Url5xxCount", 3);
        Advance(60);

        _store.Alarms.Alarms.Single().State.ShouldBe(AlarmState.Alarm);
        _store.Alarms.Alarms.Single().Reason.ShouldContain("[1.5 (26/11/26 03:01:00)]");
    }

    private static AlarmDefinition Errors(string treatment) => new("a", "", [new("m1", Stat("Errors"), null, null, true)], AlarmDefinition.DefaultComparison, 1, 3, 2, treatment) { AlarmActions = ["raise"], OkActions = ["ok"] };

    private static MetricStat Stat(string name) => new("AWS/Lambda", name, [new Dimension("FunctionName", "f")], 60, "Sum", null);

    private void Record(string name, double value) => _store.Record("AWS/Lambda", name, [new Dimension("FunctionName", "f")], value, "Count", _time.GetUtcNow());

    private void Minute(double? errors)
    {
        if (errors is { } count) Record("Errors", count);
        Advance(60);
    }

    private void Advance(int seconds)
    {
        for (var i = 0; i < seconds; i++) _time.Advance(TimeSpan.FromSeconds(1));
    }
}
