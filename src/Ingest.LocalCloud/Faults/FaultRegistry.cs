using System.Collections.Immutable;
using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Faults;

/// <summary>The faults in force. Safe from any thread; with no fault for a target a call costs one read.</summary>
/// <param name="random">Draws which calls and records fail; seeded, so that a run can be repeated.</param>
internal sealed class FaultRegistry(Random random, TimeProvider time) : IFaultSource
{
    private readonly Lock _lock = new();
    private ImmutableArray<ActiveFault> _active = [];
    private int _lastId;

    /// <summary>Kills (SIGKILL) the execution environment that has these credentials; false if none has. Set by the Lambda half.</summary>
    /// <remarks>Environments are told apart by the access key id their requests are signed with.</remarks>
    public Func<string, bool> KillEnvironment { get; set; } = _ => false;

    public IReadOnlyList<ActiveFault> Active
    {
        get { lock (_lock) return _active; }
    }

    public ActiveFault Add(FaultDefinition definition)
    {
        lock (_lock)
        {
            var fault = new ActiveFault($"{++_lastId}", definition, time);
            _active = _active.Add(fault);
            return fault;
        }
    }

    /// <returns>Whether it was there.</returns>
    public bool Remove(string id)
    {
        lock (_lock)
        {
            var left = _active.RemoveAll(fault => fault.Id == id);
            var removed = left.Length < _active.Length;
            _active = left;
            return removed;
        }
    }

    public void Clear()
    {
        lock (_lock) _active = [];
    }

    /// <summary>What happens to one call; null: nothing. Every fault that strikes is counted.</summary>
    /// <param name="writes">Whether the operation stores anything: faults strike those unless told otherwise.</param>
    public FaultPlan? Plan(string target, string operation, bool writes = true)
    {
        if (_active.IsEmpty) return null;
        lock (_lock)
        {
            List<ActiveFault>? striking = null;
            foreach (var fault in _active)
            {
                if (fault.Definition.Kind.Target == target && fault.Strikes(operation, writes, random)) (striking ??= []).Add(fault);
            }
            return striking is null ? null : new FaultPlan(this, striking, random);
        }
    }

    public ICallFaults? Strike(Operation operation) =>
        Plan(operation.Service.SigningName, operation.Name, operation.Writes) is { } plan ? new CallFaults(plan, operation, this, time) : null;

    /// <summary>Whether a record passes the throttle <paramref name="fault"/>.</summary>
    public bool Allows(ActiveFault fault)
    {
        lock (_lock) return fault.Allows();
    }
}
