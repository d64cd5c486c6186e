namespace Ingest.LocalCloud.Services.CloudWatch;

internal enum AlarmState
{
    InsufficientData,
    Ok,
    Alarm,
}

/// <summary>
/// Decides an alarm's state from its newest periods (CloudWatch user guide, "Configuring how CloudWatch alarms treat missing
/// data"; its two tables are the tests). Pure: no clock, no store.
/// </summary>
internal static class AlarmJudgement
{
    /// <summary>Periods that are looked at beyond the N: where some of the N have no data, older data counts in their place.</summary>
    public const int FurtherPeriods = 2;

    /// <param name="breaching">Of the evaluation range, oldest first: whether each period breaches; null: it has no data.</param>
    /// <returns>Null: the state stays as it is.</returns>
    public static AlarmState? Judge(AlarmDefinition alarm, IReadOnlyList<bool?> breaching)
    {
        var found = breaching.Where(period => period is not null).Select(period => period!.Value).TakeLast(alarm.EvaluationPeriods).ToList();
        var (bad, missing) = (found.Count(period => period), alarm.EvaluationPeriods - found.Count);
        if (missing == 0) return bad >= alarm.DatapointsToAlarm ? AlarmState.Alarm : AlarmState.Ok;
        return alarm.TreatMissingData switch
        {
            "breaching" => bad + missing >= alarm.DatapointsToAlarm ? AlarmState.Alarm : AlarmState.Ok,
            "notBreaching" => bad >= alarm.DatapointsToAlarm ? AlarmState.Alarm : AlarmState.Ok,
            _ when bad >= alarm.DatapointsToAlarm => AlarmState.Alarm,
            _ when bad < found.Count => AlarmState.Ok,
            "ignore" => null,
            // Nothing but breaching data: an alarm once the oldest of it has been there for M periods.
            _ when bad > 0 && breaching.Count - breaching.ToList().FindIndex(period => period == true) >= alarm.DatapointsToAlarm => AlarmState.Alarm,
            _ => AlarmState.InsufficientData,
        };
    }
}
