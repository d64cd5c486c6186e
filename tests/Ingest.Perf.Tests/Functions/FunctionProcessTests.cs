using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Measuring;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Tests.Functions;

public sealed class FunctionProcessTests(EmptyPeer peer) : IClassFixture<EmptyPeer>
{
    private static readonly InvocationTemplate Template = new(1, BodyForm.Text, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void AProgramIsStartedInvokedAndAccountedFor()
    {
        using var sinks = new ZeroLatencySinks();

        var start = ColdStart.Measure(peer.Build("202"), sinks, Template, memoryMb: 128);

        start.ToNextMs.ShouldBeGreaterThan(0);
        start.ToResponseMs.ShouldBeGreaterThanOrEqualTo(start.ToNextMs + start.FirstInvocationMs);
        start.CpuMs.ShouldBeGreaterThan(0);
        start.PeakMb.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void AWarmWindowCountsItsInvocationsAndNothingElse()
    {
        using var sinks = new ZeroLatencySinks();

        var run = WarmRun.Measure(peer.Build("202"), sinks, Template, memoryMb: 128, warmUp: TimeSpan.Zero, window: TimeSpan.Zero);

        run.Invocations.ShouldBe(200);
        run.CpuUs.ShouldBeInRange(1, 5_000);
        run.P99Us.ShouldBeGreaterThanOrEqualTo(run.P50Us);
        run.Kinesis.ShouldBe(default);
    }

    [Fact]
    public void AResponseThatIsNoSuccessIsAFailureThatShowsIt()
    {
        using var sinks = new ZeroLatencySinks();
        using var process = new FunctionProcess(peer.Build("500"), sinks, memoryMb: 128);

        Should.Throw<FunctionFailedException>(() => process.Invoke(Template)).Message.ShouldContain("statusCode\":500");
    }

    [Fact]
    public void AProgramThatEndsInsteadOfAskingIsAFailureWithItsExitCodeAndOutput()
    {
        using var sinks = new ZeroLatencySinks();
        using var process = new FunctionProcess(Run("echo no settings; exit 3"), sinks, memoryMb: 128);

        var failure = Should.Throw<FunctionFailedException>(process.WaitUntilAsking);

        failure.Message.ShouldContain("exit code 3");
        failure.Message.ShouldContain("no settings");
    }

    private static Target Run(string script) => new("shell", "/bin/sh", ["-c", script], new Dictionary<string, string>());
}
