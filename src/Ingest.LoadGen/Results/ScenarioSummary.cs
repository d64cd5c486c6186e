using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Scenarios;

namespace Ingest.LoadGen.Results;

/// <summary>One of several scenarios that ran side by side, without its warm-up.</summary>
/// <param name="Name">As the plan has it.</param>
/// <param name="AskedPerSecond">Starts per second of the plan.</param>
/// <param name="Posts">Posts started.</param>
/// <param name="Succeeded">Of these, with a 2xx to the first request.</param>
/// <param name="Abandoned">Posts that never became durable.</param>
/// <param name="AllowsFailures">The scenario says itself how much may fail.</param>
/// <param name="IntendedLatency">Of first requests answered with 2xx, from the intended start.</param>
internal sealed record ScenarioSummary(string Name, double AskedPerSecond, long Posts, long Succeeded, long Abandoned, bool AllowsFailures, LatencySummary IntendedLatency)
{
    public static ScenarioSummary Of(ScenarioRecorder recorder, LoadPlan plan) => new(
        recorder.Name, Math.Round(recorder.Profile.Starts / recorder.Profile.Duration.TotalSeconds, 1), recorder.Posts, recorder.Succeeded, recorder.Abandoned,
        plan.Scenarios.First(s => s.Name == recorder.Name).AllowsFailures, LatencySummary.Of(recorder.Intended));
}
