namespace Ingest.Function.Tests;

public sealed class FolderTests
{
    /// <summary>A folder and those it uses. Whoever adds an arrow adds it here and in docs/architecture.md; a line can name only lines above it.</summary>
    private const string Arrows = """
        Buffers:
        Problems:
        Settings: Buffers
        Logging: Problems
        Metrics: Buffers Logging Problems
        Http: Buffers
        Aws: Buffers Http
        FunctionUrl: Buffers Problems
        Runtime: Buffers FunctionUrl Http Logging Metrics
        Encodings: Buffers FunctionUrl Problems
        Events: Buffers Problems Settings
        Formats: Buffers Events FunctionUrl Problems Settings
        Authentication: Buffers Events FunctionUrl Problems Settings
        Delivery: Buffers Events Logging Metrics Problems
        Sinks: Aws Buffers Delivery Events Http Logging Settings
        Endpoints: Authentication Buffers Delivery Encodings Events Formats FunctionUrl Logging Metrics Problems Runtime Settings
        Sdk: Buffers Delivery Events FunctionUrl Metrics Runtime Sinks
        (root): Aws Buffers Delivery Endpoints Formats FunctionUrl Http Logging Metrics Problems Runtime Sdk Settings Sinks
        """;

    [Fact]
    public void FoldersUseOneAnotherInOneDirection() => NamespaceArrows.Differences(typeof(IngestFunction).Assembly, "Ingest.Function", Arrows).ShouldBeEmpty();

    /// <summary>A sink of another cloud, or a file, needs none of it changed.</summary>
    [Fact]
    public void DeliveryKnowsNothingOfAws() =>
        Directory.EnumerateFiles(CheckedOutFiles.PathOf("src/Ingest.Function/Delivery"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines).ShouldNotContain(line => line.StartsWith("using Amazon", StringComparison.Ordinal));

    [Fact]
    public void TheDocumentedPictureIsThisOne()
    {
        var documented = File.ReadAllLines(CheckedOutFiles.PathOf("docs/architecture.md"));

        foreach (var line in Arrows.Split('\n')) documented.ShouldContain(line.TrimEnd('\r'));
    }
}
