namespace Ingest.LocalCloud.Faults;

/// <summary>What the faults that strike one call do to it.</summary>
internal sealed class FaultPlan(FaultRegistry registry, IReadOnlyList<ActiveFault> faults, Random random)
{
    /// <summary>Where in each run of n records the failing k begin; drawn once a call.</summary>
    private readonly int _offset = random.Next(1 << 16);

    /// <summary>Before anything else.</summary>
    public TimeSpan Delay { get; } = faults.Where(f => f.Definition.Kind.Name == "delay").Aggregate(TimeSpan.Zero, (sum, f) => sum + f.Definition.Delay!.Draw(random));

    public bool Hangs => Has("hang");

    public bool ResetsBefore => Has("reset-before") || Has("reset");

    public bool ResetsAfter => Has("reset-after");

    public bool KillsBefore => Has("kill-before");

    public bool KillsAfter => Has("kill-after");

    /// <summary>Of the Lambda target: kill the environment this long after it got the invocation.</summary>
    public TimeSpan? KillsAt { get; } = faults.FirstOrDefault(f => f.Definition.Kind.Name == "kill")?.Definition.Delay!.Draw(random);

    /// <summary>The fault that fails the whole call; null: none.</summary>
    public FaultDefinition? Error => faults.FirstOrDefault(f => f.Definition.Kind.Name is "error" or "clock-skew" or "expired-credentials")?.Definition;

    /// <summary>How the response is malformed; null: it is not.</summary>
    public Malformation? Malformed { get; } = faults.FirstOrDefault(f => f.Definition.Kind.Name == "malformed") is { } fault ? Malformation.OfStrike(fault.Definition, fault.Fired) : null;

    /// <summary>The fault that has a response follow this call's; null: none.</summary>
    public FaultDefinition? Stray => faults.FirstOrDefault(f => f.Definition.Kind.Name == "stray")?.Definition;

    /// <summary>Time between a response and the stray one.</summary>
    public TimeSpan StrayGap { get; } = faults.FirstOrDefault(f => f.Definition.Kind.Name == "stray")?.Definition.Delay!.Draw(random) ?? TimeSpan.Zero;

    /// <summary>Of the Function URL target: answer 429.</summary>
    public bool Throttles => Has("throttle");

    /// <summary>Results too many or too few in the response of PutRecords.</summary>
    public int ResultCountChange => faults.FirstOrDefault(f => f.Definition.Kind.Name == "wrong-count")?.Definition.By ?? 0;

    /// <summary>The error code one record fails with; null: it is left alone.</summary>
    /// <param name="index">Of the record in its call.</param>
    /// <param name="resource">Stream or table.</param>
    /// <param name="shard">-1 if there is none.</param>
    public string? FailRecord(int index, string resource, int shard = -1)
    {
        foreach (var fault in faults)
        {
            var definition = fault.Definition;
            if (definition.Kind.Name is not ("partial" or "throttle")) continue;
            if (definition.Resource is { } only && only != resource) continue;
            if (definition.Shard is { } struck && struck != shard) continue;
            var fails = definition.Kind.Name == "partial" ? (index + _offset) % definition.Records.N < definition.Records.K : !registry.Allows(fault);
            if (fails) return definition.Code ?? "ProvisionedThroughputExceededException";
        }
        return null;
    }

    private bool Has(string kind)
    {
        foreach (var fault in faults)
        {
            if (fault.Definition.Kind.Name == kind) return true;
        }
        return false;
    }
}
