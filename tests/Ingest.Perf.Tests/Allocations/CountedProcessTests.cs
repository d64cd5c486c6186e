using Ingest.Perf.Allocations;
using Ingest.Perf.Events;

namespace Ingest.Perf.Tests.Allocations;

public sealed class CountedProcessTests
{
    [Fact]
    public void AReadingCountsTheInvocationsSinceTheLastOne()
    {
        using var process = new CountedProcess();
        var template = new InvocationTemplate(events: 10, BodyForm.Text, DateTimeOffset.UtcNow);
        process.Run(template, 50, CancellationToken.None);

        var few = process.RunInRounds(template, 50, rounds: 5, CancellationToken.None);
        var many = process.RunInRounds(template, 500, rounds: 5, CancellationToken.None);

        // Some 140 bytes each (perf/results/allocations.md), and what taking the readings costs.
        few.Bytes.ShouldBeInRange(50 * 100, 50 * 1_000);
        many.Bytes.ShouldBeInRange(500 * 100, 500 * 1_000);
    }
}
