using System.Reflection;
using BenchmarkDotNet.Attributes;
using Ingest.Perf.Micro;

namespace Ingest.Perf.Tests.Micro;

public sealed class BenchmarksTests
{
    public static TheoryData<string> Stages => [.. MicroRun.Stages.Select(s => s.Benchmarks.Name)];

    [Theory]
    [MemberData(nameof(Stages))]
    public void EveryBenchmarkOfAStageDoesItsWorkOnEveryCase(string stage)
    {
        var type = MicroRun.Stages.Single(s => s.Benchmarks.Name == stage).Benchmarks;

        foreach (var benchmarks in Cases(type))
        {
            type.GetMethods().Single(m => m.IsDefined(typeof(GlobalSetupAttribute))).Invoke(benchmarks, null);
            foreach (var method in type.GetMethods().Where(m => m.IsDefined(typeof(BenchmarkAttribute))))
                ((int)method.Invoke(benchmarks, null)!).ShouldBeGreaterThan(0, method.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void EveryStageHasOneBaseline(string stage) =>
        MicroRun.Stages.Single(s => s.Benchmarks.Name == stage).Benchmarks.GetMethods().Count(m => m.GetCustomAttribute<BenchmarkAttribute>()?.Baseline == true).ShouldBe(1);

    /// <summary>An object for each combination of parameters.</summary>
    private static IEnumerable<object> Cases(Type type)
    {
        var parameters = type.GetProperties().Select(p => (Property: p, p.GetCustomAttribute<ParamsAttribute>()!.Values)).ToArray();
        IEnumerable<object[]> combinations = [[]];
        foreach (var (_, values) in parameters) combinations = [.. combinations.SelectMany(c => values.Select(v => (object[])[.. c, v!]))];
        foreach (var combination in combinations)
        {
            var benchmarks = Activator.CreateInstance(type)!;
            for (var i = 0; i < parameters.Length; i++) parameters[i].Property.SetValue(benchmarks, combination[i]);
            yield return benchmarks;
        }
    }
}
