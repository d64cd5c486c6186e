using Ingest.Perf.Events;
using Ingest.Perf.Peers;

namespace Ingest.Perf.Tests.Peers;

public sealed class LargeBodyTests
{
    [Fact]
    public void TheLargestPostIsJustBelowLambdasLimit() =>
        new InvocationTemplate(LargeBody.Events, BodyForm.Text, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), eventBytes: LargeBody.EventBytes)
            .For(0, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)).Length.ShouldBeInRange(5_800_000, 6_291_556);
}
