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

        var few = process.Run(template, 10, CancellationToken.None);
        var many = process.Run(template, 100, CancellationToken.None);

        // Some 140 bytes each (perf/results/allocations.md), and now and then a pool's or a timer's few thousand.
        few.Bytes.ShouldBeInRange(1_000, 10_000);
        many.Bytes.ShouldBeGreaterThan(10_000);
    }
}
