namespace Ingest.Suites.Fuzz;

public sealed class FuzzRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-fuzz-").FullName;

    [Fact]
    public void EveryPropertyHoldsOfThreeThousandCases()
    {
        var result = new FuzzRun(seed: 1, _folder).Run(first: 0, ran => ran == 3_000);

        result.Violations.ShouldBeEmpty();
        // What is foretold at all: whole, partly and not accepted, refused by a sink, too many events.
        foreach (var status in new[] { 202, 200, 400, 503, 413, 415, 404, 405 }) result.Tally.Keys.ShouldContain($"{status}, as foretold");
    }

    [Fact]
    public void ACaseDependsOnItsSeedAndNumberAlone()
    {
        FuzzInputs.Make(7, 42).Event.ShouldBe(FuzzInputs.Make(7, 42).Event);
        FuzzInputs.Make(7, 42).Event.ShouldNotBe(FuzzInputs.Make(8, 42).Event);
    }

    [Fact]
    public void WhatIsNoInputIsRefusedWithItsFile()
    {
        var file = Path.Combine(_folder, "other.json");
        File.WriteAllText(file, "[]");

        Should.Throw<FormatException>(() => FuzzRun.Replay(file)).Message.ShouldContain(file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
