using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Faults;

/// <summary>A fault in force, and how often it has struck. The registry's lock guards it.</summary>
internal sealed class ActiveFault(string id, FaultDefinition definition, TimeProvider time)
{
    private readonly DateTimeOffset? _ends = definition.Duration is { } duration ? time.GetUtcNow() + duration : null;
    private TokenBucket _allowed = new(definition.PerSecond ?? 0, time);
    private long _calls;

    public string Id => id;

    public FaultDefinition Definition => definition;

    /// <summary>Calls struck.</summary>
    public long Fired { get; private set; }

    public bool IsOver => Fired >= definition.Count || time.GetUtcNow() >= _ends || (definition.First is { } first && _calls >= first);

    /// <summary>Whether it strikes this call; counts it if it does.</summary>
    public bool Strikes(string operation, bool writes, Random random)
    {
        if (IsOver) return false;
        if (definition.Operation is { } only ? only != "*" && only != operation : !writes) return false;
        _calls++;
        var strikes = definition.Every is { } every ? _calls % every == 0
            : definition.First is not null || definition.Share >= 1 || random.NextDouble() < definition.Share;
        if (strikes) Fired++;
        return strikes;
    }

    /// <summary>Whether a record passes a throttle of so many a second.</summary>
    public bool Allows()
    {
        if (definition.PerSecond is null || !_allowed.Has(1, time.GetTimestamp())) return false;
        _allowed.Take(1);
        return true;
    }
}
