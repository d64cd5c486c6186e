using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Tests.Verdicts;

public sealed class LimitTests
{
    private static readonly Limit Most = new("CPU ÷ Node.js", f => f.Ratio("function", "node"), 0.2);
    private static readonly Limit Least = new("rate", f => f["rate"], 3_000, IsLeast: true);

    [Fact]
    public void ALimitMayBeReached()
    {
        Most.Holds(new Figures { ["function"] = 2, ["node"] = 10 }).ShouldBe(true);
        Most.Holds(new Figures { ["function"] = 2.1, ["node"] = 10 }).ShouldBe(false);
        Least.Holds(new Figures { ["rate"] = 3_000 }).ShouldBe(true);
        Least.Holds(new Figures { ["rate"] = 2_999 }).ShouldBe(false);
    }

    [Fact]
    public void WhatWasNotMeasuredIsNeitherHeldNorBroken()
    {
        Most.Holds(new Figures { ["function"] = 2 }).ShouldBeNull();
        Least.Holds(new Figures()).ShouldBeNull();
    }

    [Fact]
    public void FiguresComeBackFromTheFileBesideTheirReport()
    {
        var report = Path.Combine(Directory.CreateTempSubdirectory("figures").FullName, "peers.md");
        Figures.Load(report)["function.cpu_us.1"].ShouldBeNull();

        new Figures { ["function.cpu_us.1"] = 110.25 }.Save(report);

        Figures.Load(report)["function.cpu_us.1"].ShouldBe(110.25);
        Directory.Delete(Path.GetDirectoryName(report)!, recursive: true);
    }
}
