namespace Ingest.Suites.Faults;

public sealed class FaultCatalogTests
{
    [Fact]
    public void AMixIsAFunctionOfItsSeed()
    {
        FaultCatalog.Mix(5, kills: true).Faults.ShouldBe(FaultCatalog.Mix(5, kills: true).Faults);
        FaultCatalog.Mix(5, kills: true).Faults.ShouldNotBe(FaultCatalog.Mix(6, kills: true).Faults);
    }

    [Fact]
    public void EveryMixIsOfFaultsThatTheLocalCloudKnows()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var mix = FaultCatalog.Mix(seed, kills: seed % 2 == 0);

            mix.Definitions.Count.ShouldBe(mix.Faults.Count);
            mix.Faults.Count.ShouldBeInRange(3, 6);
            mix.Faults.Select(f => string.Join(':', f.Split(':').Take(2))).ShouldBeUnique();
            if (seed % 2 == 1) mix.Kills.ShouldBeFalse();
        }
    }

    [Fact]
    public void EveryKindThatTheLocalCloudKnowsHasAPhaseOfItsOwn()
    {
        FaultCatalog.Each.Where(p => p.Faults.Count == 1).SelectMany(p => p.Definitions).Select(d => d.Kind).Distinct().ShouldBe(FaultKind.All, ignoreOrder: true);
        FaultCatalog.All.Definitions.Select(d => d.Kind).ShouldBe(FaultKind.All, ignoreOrder: true);
        FaultCatalog.Each.Select(p => p.Name).ShouldBeUnique();
    }

    [Fact]
    public void ARunStartsAndEndsWithItsKills()
    {
        var phases = FaultRun.Phases(seed: 1);

        phases.ShouldAllBe(p => p.Definitions.Count == p.Faults.Count);
        phases.SkipWhile(p => p.Kills).TakeWhile(p => !p.Kills).Count().ShouldBeGreaterThan(30);
        phases[^1].ShouldBe(FaultCatalog.All);
    }
}
