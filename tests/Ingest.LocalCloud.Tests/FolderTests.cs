namespace Ingest.LocalCloud.Tests;

public class FolderTests
{
    /// <summary>A folder and those it uses. Whoever adds an arrow adds it here, and a line can name only lines above it.</summary>
    private const string Arrows = """
        Hosting:
        Iam:
        Signatures: Hosting
        Services: Hosting Iam Signatures
        Templates: Iam Services
        Faults: Services Signatures
        Lambda: Faults Hosting Iam Services
        FunctionUrl: Faults Hosting Iam Lambda Signatures
        Console: Faults FunctionUrl Hosting Lambda Services Signatures Templates
        (root): Console Faults FunctionUrl Hosting Iam Lambda Services Templates
        """;

    [Fact]
    public void FoldersUseOneAnotherInOneDirection() =>
        NamespaceArrows.Differences(typeof(LocalCloudHost).Assembly, "Ingest.LocalCloud", Arrows).ShouldBeEmpty();

    [Fact]
    public void NoServiceKnowsAnother() =>
        NamespaceArrows.Of(typeof(LocalCloudHost).Assembly, "Ingest.LocalCloud.Services")
            .Where(arrow => arrow.Key is { From.Length: > 0, To.Length: > 0 }).Select(arrow => arrow.Value).ShouldBeEmpty();
}
