using Ingest.LocalCloud.Services.CloudWatch;
using Ingest.LocalCloud.Templates;

namespace Ingest.EndToEnd.Tests.Alarms;

/// <summary>What the alarms of a stack make of what was measured, if every minute were so: no test waits for minutes.</summary>
internal static class AlarmReplay
{
    /// <param name="measured">Everything in it counts as one minute's.</param>
    /// <param name="stack">Whose alarms.</param>
    /// <param name="length">How long it goes on.</param>
    /// <returns>The logical ids of the alarms that were in the state ALARM at any time, in their order.</returns>
    public static List<string> Raised(MetricStore measured, Stack stack, TimeSpan length)
    {
        var time = new ManualTimeProvider();
        using var store = new MetricStore(new AwsOptions(), time);
        var raised = new SortedSet<string>(StringComparer.Ordinal);
        var ids = stack.Resources.Where(resource => resource.Type == "AWS::CloudWatch::Alarm").ToDictionary(alarm => alarm.PhysicalId, alarm => alarm.Id);
        store.Alarms.Changed = change =>
        {
            if (change.Alarm.State == AlarmState.Alarm) raised.Add(ids[change.Alarm.Definition.Name]);
        };
        foreach (var alarm in stack.Alarms) store.Alarms.Put(alarm);
        for (var minute = TimeSpan.Zero; minute < length; minute += TimeSpan.FromMinutes(1))
        {
            foreach (var series in measured.All)
            {
                foreach (var values in series.Periods(0, int.MaxValue, int.MaxValue).Values)
                    store.Series(series.Namespace, series.Name, series.Dimensions, series.Unit).Record(values, time.GetUtcNow());
            }
            time.Advance(TimeSpan.FromMinutes(1));
        }
        return [.. raised];
    }
}
