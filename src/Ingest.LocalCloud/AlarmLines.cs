using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud;

/// <summary>What a person reads of an alarm's change: on the terminal and in the console's log.</summary>
internal static class AlarmLines
{
    /// <summary>Where the console's log has them.</summary>
    public const string LogStream = "alarms";

    public static IEnumerable<string> Of(AlarmChange change)
    {
        var alarm = change.Alarm;
        yield return $"{change.Time:HH:mm:ss} alarm {alarm.Definition.Name}: {Alarm.NameOf(change.Before)} -> {Alarm.NameOf(alarm.State)}. {alarm.Reason}";
        // No topic is here to take it.
        foreach (var action in change.Actions) yield return $"{change.Time:HH:mm:ss} alarm {alarm.Definition.Name} would notify {action}";
    }
}
