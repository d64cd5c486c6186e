using Ingest.Testing;
using YamlDotNet.RepresentationModel;

namespace Ingest.Template.Tests;

/// <summary>.github/workflows/ci.yml against what is here; GitHub's runners themselves are not to be had.</summary>
public sealed class WorkflowTests
{
    private static readonly YamlMappingNode Job = (YamlMappingNode)Root()["jobs"]["test"];

    [Fact]
    public void BothProcessorsRunTheTestCommandOnMachinesOfTheirOwn()
    {
        ((YamlSequenceNode)Job["strategy"]["matrix"]["include"]).Select(one => ($"{one["platform"]}", $"{one["runner"]}")).ShouldBe([("x64", "ubuntu-24.04"), ("arm64", "ubuntu-24.04-arm")]);
        Steps().ShouldContain(step => Value(step, "run") == ".ci/run");
        File.Exists(CheckedOutFiles.PathOf(".ci/run")).ShouldBeTrue();
    }

    /// <summary>A newer C library would make a binary that Lambda's image cannot load (<see cref="PackageTests"/>).</summary>
    [Fact]
    public void TheContainerIsTheDebianWhoseOpenSslIsPinned() => $"{Job["container"]}".ShouldBe("debian:12");

    [Theory]
    [InlineData("x64")]
    [InlineData("arm64")]
    public void EverythingThatAPackageHasIsKept(string platform)
    {
        var upload = Steps().Single(step => Value(step, "with", "name") == "ingest-${{ matrix.platform }}");

        var kept = Value(upload, "with", "path")!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => path.Replace("${{ matrix.platform }}", platform, StringComparison.Ordinal)).ToList();
        kept.ShouldBe(Directory.GetFiles(CheckedOutFiles.PathOf("artifacts"), $"ingest-{platform}.*").Select(file => $"artifacts/{Path.GetFileName(file)}"), ignoreOrder: true);
    }

    [Fact]
    public void TheWorkflowMayReadTheSourcesAndNothingElse() => $"{Root()["permissions"]}".ShouldBe("{ { contents, read } }");

    private static YamlNode Root()
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(CheckedOutFiles.PathOf(".github/workflows/ci.yml"));
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Steps() => ((YamlSequenceNode)Job["steps"]).Cast<YamlMappingNode>();

    private static string? Value(YamlMappingNode node, params string[] path)
    {
        YamlNode? at = node;
        foreach (var key in path) at = at is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
        return (at as YamlScalarNode)?.Value;
    }
}
