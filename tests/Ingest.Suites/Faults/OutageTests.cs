using Xunit.Abstractions;

namespace Ingest.Suites.Faults;

/// <summary>A sink is away for longer than an invocation may last: producers are told which events to keep, and get them through once it is back.</summary>
[Trait("Emulation", "too-slow")]
public sealed class OutageTests(ITestOutputHelper output)
{
    public static TheoryData<string> Faults => new(FaultCatalog.Outages(seconds: 2).SelectMany(p => p.Faults));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task WhatASinkRefusedIsNamedAndStoredAfterTheOutage(string fault)
    {
        var result = await PhaseTest.RunAsync(FaultPhase.Of(fault), seed: 4, events: 300, configure: o => o with { Timeout = TimeSpan.FromSeconds(2) });

        output.WriteLine($"{result.Conservation}; {string.Join(", ", result.Responses.Statuses.Select(s => $"{s.Value} × {s.Key}"))}; {result.Stream.Duplicates} of at most {result.MostStreamDuplicates} duplicates; slowest response {result.Responses.Slowest.TotalSeconds:0.00} s");
        var refusal = fault.Contains(":throttle", StringComparison.Ordinal) ? "429" : "503";
        // No 502: the function answers by itself, before the platform ends the invocation.
        result.Responses.Statuses.Keys.ShouldBeSubsetOf(["200", "202", refusal]);
        result.Responses.Statuses.Keys.ShouldContain(refusal);
        result.Responses.ToldOtherwise.ShouldBeGreaterThan(0);
    }
}
