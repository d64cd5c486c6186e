using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;
using Serilog;

namespace NBomber.Engine;

/// <summary>
/// One copy of a scenario: runs an iteration, measures it, and goes back to the pool of free copies
/// (open model) or round again (closed model). Reused, so that an iteration allocates nothing of the engine's.
/// </summary>
internal sealed class ScenarioInstance : IScenarioContext, IThreadPoolWorkItem
{
    private readonly ScenarioExecution _execution;
    private readonly Action _finish;
    private Task<IResponse>? _running;
    private TimeSpan _started;
    private Dictionary<string, object>? _data;
    private Dictionary<string, object>? _instanceData;
    private Random? _random;
    private ScenarioInfo? _info;
    private readonly int _number;

    public ScenarioInstance(ScenarioExecution execution, int number)
    {
        _execution = execution;
        _number = number;
        _finish = Finish;
    }

    public TestInfo TestInfo => _execution.Test.TestInfo;
    public NodeInfo NodeInfo => _execution.Test.NodeInfo;
    public ILogger Logger => _execution.Test.Logger;
    public long InvocationNumber { get; private set; }
    public Dictionary<string, object> Data => _data ??= [];
    public Dictionary<string, object> ScenarioInstanceData => _instanceData ??= [];
    public CancellationToken ScenarioCancellationToken => _execution.Ended;
    public Random Random => _random ??= new Random(_execution.Test.NextSeed());
    public ScenarioInfo ScenarioInfo => _info ??= _execution.InfoOf($"{_execution.Props.ScenarioName}_{_number}", _number);

    public TimeSpan GetScenarioTimerTime() => _execution.Clock.Elapsed;

    public void StopScenario(string scenarioName, string reason) => _execution.Test.StopScenario(scenarioName, reason);

    public void StopCurrentTest(string reason) => _execution.Test.StopTest(reason);

    /// <summary>Runs one iteration; called by the schedule or the thread pool.</summary>
    public void Execute()
    {
        InvocationNumber++;
        _started = _execution.Clock.Elapsed;
        try
        {
            _running = _execution.Props.Run!(this);
        }
        catch (Exception exception)
        {
            // A scenario that is not async throws here: the same failure as a faulted task.
            _running = Task.FromException<IResponse>(exception);
        }
        if (_running.IsCompleted) Finish();
        else _running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_finish);
    }

    /// <summary>Counts a step; where failed steps restart the iteration, the iteration ends here.</summary>
    public void EndStep(string name, IResponse response, TimeSpan latency)
    {
        _execution.Recorder.RecordStep(name, response, latency);
        if (response.IsError && _execution.Props.RestartIterationOnFail) throw new FailedStepException(response);
    }

    private void Finish()
    {
        var latency = _execution.Clock.Elapsed - _started;
        var response = ResponseOf(_running!);
        _running = null;
        _data?.Clear();
        _execution.Recorder.RecordIteration(response, latency);
        _execution.Finished(this, response.IsError);
    }

    private IResponse ResponseOf(Task<IResponse> run)
    {
        if (run.IsCompletedSuccessfully) return run.Result;
        var exception = run.Exception?.InnerException ?? new TaskCanceledException(run);
        // The step has said which status; the iteration itself has none.
        if (exception is FailedStepException) return Response.Fail();
        if (exception is not OperationCanceledException)
            Logger.Error(exception, "Unhandled exception for Scenario: {0}", _execution.Props.ScenarioName);
        return Response.Of<object>(exception);
    }
}

/// <summary>Unwinds an iteration whose step failed.</summary>
internal sealed class FailedStepException(IResponse response) : Exception(response.Message);
