namespace Ingest.LoadGen.Tests.Measurement;

public sealed class FailureLogTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private readonly FailureLog _log = new();

    [Fact]
    public void BodiesThatDifferInIdsAndNumbersAreOneKind()
    {
        Add(429, """{"code":"throttled","retryAfter":1,"id":"5f0c-77ab"}""", 0);
        Add(429, """{"code":"throttled","retryAfter":22,"id":"a1e2-90"}""", 5);
        Add(429, """{"code":"concurrency"}""", 7);

        var kinds = _log.Found.OrderByDescending(f => f.Count).ToArray();
        kinds.Select(f => f.Count).ShouldBe([2, 1]);
        kinds[0].Body.ShouldBe("""{"code":"throttled","retryAfter":1,"id":"5f0c-77ab"}""");
        (kinds[0].First, kinds[0].Last).ShouldBe((Start, Start.AddSeconds(5)));
    }

    [Fact]
    public void ConnectionsThatFailAreToldApartByTheirError()
    {
        foreach (var error in new[] { "Connection refused", "Connection reset by peer", "Connection refused" })
            _log.Add(new RequestResult(Outcome.ConnectionError, 0, 0, null, error), [], Start);

        _log.Found.Select(f => (f.Body, f.Count)).ShouldBe([("Connection refused", 2L), ("Connection reset by peer", 1L)], ignoreOrder: true);
    }

    [Fact]
    public void AFloodOfKindsIsBoundedAndCountedAllTheSame()
    {
        for (var kind = 0; kind < 1_000; kind++) Add(500, new string('x', kind % 290 + 1) + (char)('a' + kind % 26), kind);

        _log.Found.Count().ShouldBeLessThanOrEqualTo(65);
        _log.Found.Sum(f => f.Count).ShouldBe(1_000);
        _log.Found.Single(f => f.Body == "(others)").Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void ALongBodyIsCutBetweenItsCharacters()
    {
        Add(500, new string('x', 299) + "é and more", 0);

        _log.Found.Single().Body.ShouldBe(new string('x', 299));
    }

    private void Add(int status, string body, double second) =>
        _log.Add(new RequestResult(Outcomes.Of(status, fromFunction: true), status, 0, null), Encoding.UTF8.GetBytes(body), Start.AddSeconds(second));
}
