namespace Amazon.Lambda.Tests;

public sealed class OfficialSignaturesTests
{
    private static readonly string[] Official = Read();

    [Fact]
    public void EveryPublicMemberIsAnOfficialOne()
    {
        PublicApi.Of(typeof(ILambdaContext).Assembly).Except(Official).ShouldBeEmpty();
    }

    [Fact]
    public void NoOfficialMemberOfATypeIsMissingButThoseMarked()
    {
        var present = PublicApi.Of(typeof(ILambdaContext).Assembly).ToHashSet();

        Official.Where(line => !line.StartsWith("- ", StringComparison.Ordinal)).Except(present).ShouldBeEmpty();
        Official.Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..]).Intersect(present).ShouldBeEmpty();
    }

    private static string[] Read()
    {
        using var reader = new StreamReader(typeof(OfficialSignaturesTests).Assembly.GetManifestResourceStream("OfficialSignatures.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];
    }
}
