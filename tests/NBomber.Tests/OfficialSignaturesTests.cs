using Amazon.Lambda.Tests;
using NBomber.CSharp;

namespace NBomber.Tests;

/// <summary>
/// Holds the public surface against OfficialSignatures.txt, which says where each signature was read. The stand-in offers a
/// part of NBomber and nothing beside it.
/// </summary>
public sealed class OfficialSignaturesTests
{
    private static readonly string[] Official = Read();

    [Fact]
    public void EveryPublicMemberIsAnOfficialOne() =>
        PublicApi.Of(typeof(NBomberRunner).Assembly).Except(Official).ShouldBeEmpty();

    [Fact]
    public void NoMemberThatTheListHasIsMissing() =>
        Official.Except(PublicApi.Of(typeof(NBomberRunner).Assembly)).ShouldBeEmpty();

    private static string[] Read()
    {
        using var reader = new StreamReader(typeof(OfficialSignaturesTests).Assembly.GetManifestResourceStream("OfficialSignatures.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];
    }
}
