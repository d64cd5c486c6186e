using System.Globalization;

namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>An alarm and the state it is in. Not thread-safe: its board's lock guards it.</summary>
internal sealed class Alarm(AlarmDefinition definition, string arn, DateTimeOffset created)
{
    public AlarmDefinition Definition => definition;

    public string Arn => arn;

    public AlarmState State { get; private set; }

    /// <summary>As CloudWatch words it.</summary>
    public string Reason { get; private set; } = "Unchecked: Initial alarm creation";

    public DateTimeOffset Updated { get; private set; } = created;

    /// <summary>INSUFFICIENT_DATA, OK or ALARM.</summary>
    public static string NameOf(AlarmState state) => state switch
    {
        AlarmState.Alarm => "ALARM",
        AlarmState.Ok => "OK",
        _ => "INSUFFICIENT_DATA",
    };

    /// <returns>The change; null: the state is as before.</returns>
    public AlarmChange? Evaluate(MetricStore store, DateTimeOffset now)
    {
        var period = definition.Period;
        // The period that now is in is not over yet.
        var end = now.ToUnixTimeSeconds() / period * period;
        var count = definition.EvaluationPeriods + AlarmJudgement.FurtherPeriods;
        var start = end - (long)count * period;
        var points = new MetricQueries(store, definition.Metrics, start, end).Points(definition.Metrics.Single(metric => metric.ReturnData));
        var range = Enumerable.Range(0, count).Select(i => points.TryGetValue(start + (long)i * period, out var value) ? value : (double?)null).ToList();
        var judged = AlarmJudgement.Judge(definition, [.. range.Select(value => value is { } number ? definition.IsBreaching(number) : (bool?)null)]);
        if (judged is not { } state || state == State) return null;
        var before = State;
        (State, Reason, Updated) = (state, Explain(before, state, points), now);
        return new AlarmChange(this, before, now);
    }

    // "Threshold Crossed: 2 out of the last 3 datapoints [12.0 (26/11/26 03:00:00), …] were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition)."
    private string Explain(AlarmState before, AlarmState state, SortedDictionary<long, double> points)
    {
        var newest = points.Reverse().Take(definition.EvaluationPeriods).ToList();
        var missing = definition.EvaluationPeriods - newest.Count;
        if (newest.Count == 0)
        {
            var treated = definition.TreatMissingData switch { "breaching" => "Breaching", "notBreaching" => "NonBreaching", _ => "Missing" };
            return $"{(state == AlarmState.InsufficientData ? "Insufficient Data" : "Threshold Crossed")}: no datapoints were received for {missing} period{Plural(missing)} and {missing} missing datapoint{Plural(missing)} {(missing == 1 ? "was" : "were")} treated as [{treated}].";
        }
        var relevant = newest.Where(point => definition.IsBreaching(point.Value) == (state == AlarmState.Alarm)).ToList();
        var shown = string.Join(", ", relevant.Select(point => string.Create(CultureInfo.InvariantCulture, $"{Text(point.Value)} ({DateTimeOffset.FromUnixTimeSeconds(point.Key):dd/MM/yy HH:mm:ss})")));
        var (not, needed) = state == AlarmState.Alarm ? ("", definition.DatapointsToAlarm) : (" not", definition.EvaluationPeriods - definition.DatapointsToAlarm + 1);
        return $"Threshold Crossed: {relevant.Count} out of the last {definition.EvaluationPeriods} datapoints [{shown}] {(relevant.Count == 1 ? "was" : "were")}{not} {Compared()} the threshold ({Text(definition.Threshold)}) "
            + $"(minimum {needed} datapoint{Plural(needed)} for {NameOf(before)} -> {NameOf(state)} transition).";
    }

    private string Compared() => definition.Comparison switch
    {
        "GreaterThanThreshold" => "greater than",
        "GreaterThanOrEqualToThreshold" => "greater than or equal to",
        "LessThanThreshold" => "less than",
        _ => "less than or equal to",
    };

    private static string Text(double value) => value.ToString("0.0###############", CultureInfo.InvariantCulture);

    private static string Plural(int count) => count == 1 ? "" : "s";
}

/// <summary>An alarm's change of state.</summary>
internal sealed record AlarmChange(Alarm Alarm, AlarmState Before, DateTimeOffset Time)
{
    /// <summary>Who is told of it.</summary>
    public IReadOnlyList<string> Actions => Alarm.State switch
    {
        AlarmState.Alarm => Alarm.Definition.AlarmActions,
        AlarmState.Ok => Alarm.Definition.OkActions,
        _ => Alarm.Definition.InsufficientDataActions,
    };
}
