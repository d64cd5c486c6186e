using System.Xml.Linq;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>Directory.Packages.props pins what the projects refer to, and nothing else.</summary>
public sealed class PackagePinTests
{
    private static readonly XDocument Pins = XDocument.Load(CheckedOutFiles.PathOf("Directory.Packages.props"));

    [Fact]
    public void EveryPinIsUsedBySomeProject()
    {
        var pinned = Pins.Descendants("PackageVersion").Select(pin => pin.Attribute("Include")!.Value).ToList();

        pinned.ShouldBeUnique();
        pinned.ShouldBe(Referenced(), ignoreOrder: true);
    }

    private static HashSet<string> Referenced() =>
    [
        .. BuildFiles()
            .SelectMany(file => XDocument.Load(file).Descendants("PackageReference"))
            .SelectMany(reference => reference.Attribute("Include")?.Value.Split(';') ?? []),
    ];

    private static IEnumerable<string> BuildFiles() =>
        new[] { "src", "compat", "perf", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(CheckedOutFiles.PathOf(folder), "*.*proj", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(CheckedOutFiles.Root, "Directory.*", SearchOption.TopDirectoryOnly))
            .Append(CheckedOutFiles.PathOf("tests/Directory.Build.props"))
            .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal));
}
