namespace Ingest.LocalCloud.Services.CloudWatch;

/// <summary>All alarms, evaluated once a second of the clock.</summary>
internal sealed class AlarmBoard : IDisposable
{
    private const int TransitionsKept = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Alarm> _alarms = new(StringComparer.Ordinal);
    private readonly Queue<AlarmTransition> _history = [];
    private readonly MetricStore _store;
    private readonly AwsOptions _aws;
    private readonly TimeProvider _time;
    private ITimer? _timer;

    public AlarmBoard(MetricStore store, AwsOptions aws, TimeProvider time) => (_store, _aws, _time) = (store, aws, time);

    /// <summary>Called for each change of a state, on the clock's thread. Default: nobody is told.</summary>
    public Action<AlarmChange>? Changed { get; set; }

    public IReadOnlyList<Alarm> Alarms
    {
        get { lock (_lock) return [.. _alarms.Values]; }
    }

    /// <summary>The newest changes of states, newest first.</summary>
    public IReadOnlyList<AlarmTransition> History
    {
        get { lock (_lock) return [.. _history.Reverse()]; }
    }

    /// <summary>Creates or replaces an alarm.</summary>
    public void Put(AlarmDefinition definition)
    {
        lock (_lock)
        {
            _alarms[definition.Name] = new Alarm(definition, $"arn:aws:cloudwatch:{_aws.Region}:{_aws.AccountId}:alarm:{definition.Name}", _time.GetUtcNow());
            // Who has no alarms pays for no clock.
            _timer ??= _time.CreateTimer(static self => ((AlarmBoard)self!).Evaluate(), this, Interval, Interval);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Evaluate()
    {
        List<AlarmChange> changes;
        lock (_lock)
        {
            changes = [.. _alarms.Values.Select(alarm => alarm.Evaluate(_store, _time.GetUtcNow())).OfType<AlarmChange>()];
            foreach (var change in changes)
            {
                if (_history.Count == TransitionsKept) _history.Dequeue();
                _history.Enqueue(new AlarmTransition(change.Alarm.Definition.Name, change.Time, change.Before, change.Alarm.State, change.Alarm.Reason));
            }
        }
        foreach (var change in changes) Changed?.Invoke(change);
    }
}

/// <summary>What a change of an alarm's state was, whatever its state is now.</summary>
internal sealed record AlarmTransition(string Name, DateTimeOffset Time, AlarmState Before, AlarmState After, string Reason);
