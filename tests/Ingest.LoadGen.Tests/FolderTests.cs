namespace Ingest.LoadGen.Tests;

public class FolderTests
{
    // Who may use whom; a line may name only folders of lines above it.
    private const string Arrows = """
        Accounting:
        Authentication:
        Formats: Accounting
        Scenarios: Formats
        Costs: Scenarios
        Producing: Accounting Authentication Formats Scenarios
        Measurement: Costs Producing Scenarios
        Verification: Accounting
        CloudWatch: Verification
        Results: Accounting CloudWatch Costs Measurement Producing Scenarios Verification
        Reporting: Accounting CloudWatch Costs Measurement Producing Results Scenarios Verification
        (root): Accounting Authentication CloudWatch Costs Measurement Producing Reporting Results Scenarios Verification
        """;

    [Fact]
    public void FoldersUseEachOtherOneWay() => NamespaceArrows.Differences(typeof(LoadCommand).Assembly, "Ingest.LoadGen", Arrows).ShouldBeEmpty();
}
