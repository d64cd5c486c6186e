namespace Ingest.LoadGen.Tests.Producing;

public class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = RetryPolicy.Patient;
    private static readonly RequestResult Unavailable = new(Outcome.Unavailable, 503, 0, null);

    [Fact]
    public void WaitsGrowAndAreJitteredFromZero()
    {
        var random = new Random(1);

        for (var attempt = 1; attempt < Policy.MaxAttempts; attempt++)
        {
            var waits = Enumerable.Range(0, 500).Select(_ => Policy.WaitAfter(attempt, TimeSpan.Zero, Unavailable, random)!.Value).ToArray();
            var widest = Math.Min(5_000, 1_000 * Math.Pow(2, attempt - 1));

            waits.Max().TotalMilliseconds.ShouldBeInRange(widest * 0.9, widest);
            waits.Min().TotalMilliseconds.ShouldBeLessThan(widest * 0.1);
        }
    }

    [Fact]
    public void RetryAfterIsTheLeastWait()
    {
        var asked = Unavailable with { RetryAfter = TimeSpan.FromSeconds(7) };

        Enumerable.Range(0, 100).ShouldAllBe(seed => Policy.WaitAfter(1, TimeSpan.Zero, asked, new Random(seed)) >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void AttemptsAndTimeAreBounded()
    {
        Policy.WaitAfter(Policy.MaxAttempts, TimeSpan.Zero, Unavailable, new Random(1)).ShouldBeNull();
        Policy.WaitAfter(1, Policy.Budget, Unavailable with { RetryAfter = TimeSpan.FromSeconds(1) }, new Random(1)).ShouldBeNull();
        RetryPolicy.Naive.WaitAfter(1, TimeSpan.Zero, Unavailable, new Random(1)).ShouldBeNull();
    }
}
