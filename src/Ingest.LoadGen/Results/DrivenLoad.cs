using Ingest.LoadGen.Measurement;
using Ingest.LoadGen.Scenarios;
using NBomber.Contracts.Stats;

namespace Ingest.LoadGen.Results;

/// <summary>A load that has been driven and not yet judged.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Recorder">What was measured.</param>
/// <param name="Stats">NBomber's own; null if nothing was driven.</param>
/// <param name="LoadStarted">After the warm-up.</param>
/// <param name="Cpu">Of this process while it drove.</param>
internal sealed record DrivenLoad(LoadPlan Plan, RunRecorder Recorder, NodeStats? Stats, DateTimeOffset LoadStarted, TimeSpan Cpu);
