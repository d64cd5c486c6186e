using Ingest.Perf.Functions;
using Ingest.Perf.Sinks;

namespace Ingest.Perf.Tests.Functions;

public sealed class CpuAffinityTests(EmptyPeer peer) : IClassFixture<EmptyPeer>
{
    [Fact]
    public void AProcessStaysOnItsCpuAndTheNextOneHasAllAgain()
    {
        var all = CpuAffinity.Current().ToArray();
        using var sinks = new ZeroLatencySinks();

        using var pinned = new FunctionProcess(peer.Build("202"), sinks, memoryMb: 128, all[^1]);
        using var free = new FunctionProcess(peer.Build("202"), sinks, memoryMb: 128);

        AllowedTo(pinned).ShouldBe([all[^1]]);
        AllowedTo(free).ShouldBe(all);
    }

    [Fact]
    public void TheThreadKeepsOffACpuUntilItIsTold()
    {
        var all = CpuAffinity.Current().ToArray();
        if (all.Length == 1) return;

        using (CpuAffinity.KeepOff(all[0])) CpuAffinity.Current().ShouldBe(all[1..]);
        using (CpuAffinity.KeepOff(null)) CpuAffinity.Current().ShouldBe(all);

        CpuAffinity.Current().ShouldBe(all);
    }

    /// <summary>From a list such as 0-3,5.</summary>
    private static IEnumerable<int> AllowedTo(FunctionProcess process)
    {
        const string Name = "Cpus_allowed_list:";
        var list = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith(Name, StringComparison.Ordinal))[Name.Length..].Trim();
        return list.Split(',').Select(part => part.Split('-')).SelectMany(ends => Enumerable.Range(int.Parse(ends[0]), int.Parse(ends[^1]) - int.Parse(ends[0]) + 1));
    }
}
