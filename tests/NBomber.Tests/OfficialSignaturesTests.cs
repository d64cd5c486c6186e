using System.Text.RegularExpressions;
using Ingest.Testing;
using NBomber.CSharp;

namespace NBomber.Tests;

/// <summary>
/// Holds the public surface against OfficialSignatures.txt, which says where each signature was read. The stand-in offers a
/// part of NBomber and nothing beside it.
/// </summary>
public sealed partial class OfficialSignaturesTests
{
    private static readonly string[] Official = Read();
    private static readonly string[] Surface =
        [.. PublicApi.Of(typeof(NBomberRunner).Assembly).Where(line => !Generated().IsMatch(line)).Select(line => Difference().Replace(line, "")).Distinct()];

    [Fact]
    public void EveryPublicMemberIsAnOfficialOne() => Surface.Except(Official).ShouldBeEmpty();

    [Fact]
    public void NoMemberThatTheListHasIsMissing() => Official.Except(Surface).ShouldBeEmpty();

    private static string[] Read()
    {
        using var reader = new StreamReader(typeof(OfficialSignaturesTests).Assembly.GetManifestResourceStream("OfficialSignatures.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];
    }

    /// <summary>Constructors, and what a C# record has by itself.</summary>
    [GeneratedRegex(@"\.ctor\(|Equals\(|GetHashCode\(|ToString\(|<Clone>|PrintMembers|Deconstruct|EqualityContract", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Generated();

    /// <summary>A property's accessors; a class's bases.</summary>
    [GeneratedRegex(@" \{ (get; )?(set; )?\}$|(?<= : (abstract |sealed )?class) .*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Difference();
}
