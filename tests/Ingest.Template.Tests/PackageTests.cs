using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>What ./ingest package made: a zip that Lambda takes, of the very binary that the tests drive, and its template.</summary>
public sealed class PackageTests
{
    /// <summary>The glibc of Amazon Linux 2023, which provided.al2023 is.</summary>
    private static readonly Version AmazonLinux2023 = new(2, 34);

    [Theory]
    [InlineData("arm64")]
    [InlineData("x64")]
    public void TheZipHoldsTheFunctionAndItsRootsAtAFixedTime(string platform)
    {
        using var zip = Open(platform);

        zip.Entries.Select(entry => (entry.FullName, Mode(entry), entry.LastWriteTime.DateTime)).ShouldBe(
        [
            ("bootstrap", "755", new DateTime(2000, 1, 1)),
            ("amazon-roots.pem", "644", new DateTime(2000, 1, 1)),
        ]);
    }

    [Theory]
    [InlineData("arm64", ElfFile.Arm64)]
    [InlineData("x64", ElfFile.X64)]
    public void TheBinaryRunsOnItsPlatformsAmazonLinux2023(string platform, int machine)
    {
        var file = new ElfFile(Bootstrap(platform));

        file.Machine.ShouldBe(machine);
        file.HasLibraryFolders.ShouldBeFalse();
        // Its loader, by another name on each platform, stands beside these.
        file.Libraries().Where(library => !library.StartsWith("ld-linux-", StringComparison.Ordinal)).Order().ShouldBe(["libc.so.6", "libm.so.6"]);
        var glibc = file.VersionNeeds().Where(version => version.StartsWith("GLIBC_", StringComparison.Ordinal)).ToList();
        glibc.ShouldNotBeEmpty();
        glibc.Select(version => Version.Parse(version["GLIBC_".Length..])).Max()!.ShouldBeLessThanOrEqualTo(AmazonLinux2023);
    }

    [Theory]
    [InlineData("arm64")]
    [InlineData("x64")]
    public void TheBinaryIsTheOneThatIsTested(string platform)
    {
        var tested = FunctionFolders.Of(platform) + "/bootstrap";

        Convert.ToHexString(SHA256.HashData(Bootstrap(platform))).ShouldBe(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(tested))), tested);
    }

    [Theory]
    [InlineData("arm64", "arm64")]
    [InlineData("x64", "x86_64")]
    public void ItsTemplateDeploysThatZipForThatProcessorAndNoOther(string platform, string processor)
    {
        var template = CloudFormationTemplate.ReadFile($"artifacts/ingest-{platform}.yaml");

        var function = template.Resources()["IngestFunction"];
        function.At("Properties", "CodeUri").ShouldBe($"ingest-{platform}.zip");
        function.At("Properties", "Architectures").ShouldBe(new List<object> { processor });
        template.Declarations.Single(declared => declared.Name == "Architecture").Declaration["AllowedValues"].ShouldBe(new List<object> { processor });
    }

    [Theory]
    [InlineData("arm64", "arm64")]
    [InlineData("x64", "amd64")]
    public void TheBillOfMaterialsNamesWhatIsInTheBinary(string platform, string debian)
    {
        var bill = JsonNode.Parse(File.ReadAllText(Path(platform, "cdx.json")))!;

        (bill["bomFormat"]!.ToString(), bill["specVersion"]!.ToString()).ShouldBe(("CycloneDX", "1.6"));
        bill["metadata"]!["component"]!["hashes"]![0]!["content"]!.ToString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Bootstrap(platform))));
        var components = bill["components"]!.AsArray();
        components.Select(c => c!["bom-ref"]!.ToString()).ShouldBeUnique();
        components.ShouldAllBe(c => c!["type"]!.ToString() == "library" && c["version"]!.ToString().Length > 0 && c["licenses"]![0]!["license"]!["id"]!.ToString().Length > 0);
        var urls = components.Select(c => c!["purl"]!.ToString()).ToList();
        urls.ShouldContain(url => url.StartsWith($"pkg:nuget/Microsoft.NETCore.App.Runtime.NativeAOT.linux-{platform}@10.", StringComparison.Ordinal));
        urls.ShouldContain(url => url.StartsWith("pkg:nuget/ZstdSharp.Port@", StringComparison.Ordinal));
        // As the notices say, which say so too where it is not linked in.
        urls.Any(url => url.StartsWith("pkg:deb/debian/openssl@", StringComparison.Ordinal) && url.EndsWith($"?arch={debian}", StringComparison.Ordinal))
            .ShouldBe(File.ReadAllText(Path(platform, "NOTICES")).Contains("is linked in:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("arm64")]
    [InlineData("x64")]
    public void SymbolsAndNoticesLieBeside(string platform)
    {
        var notices = File.ReadAllText(Path(platform, "NOTICES"));

        notices.ShouldContain($"microsoft.netcore.app.runtime.nativeaot.linux-{platform}");
        notices.ShouldContain("zlib");
        notices.ShouldContain("Apache License");
        new ElfFile(File.ReadAllBytes(Path(platform, "dbg"))).Machine.ShouldBe(new ElfFile(Bootstrap(platform)).Machine);
    }

    [Theory]
    [InlineData("arm64")]
    [InlineData("x64")]
    public void TheNoticesNameTheOpenSslThatIsLinkedIn(string platform)
    {
        var notices = File.ReadAllText(Path(platform, "NOTICES"));

        // What OpenSSL_version() returns: the release and its date.
        var contained = Match(Encoding.Latin1.GetString(Bootstrap(platform)), @"OpenSSL (?<release>\d+\.\d+\.\d+) \d+ [A-Z][a-z]{2} \d{4}\0");
        contained.ShouldBe(Match(notices, "==== OpenSSL (?<release>[0-9.]+)-[^ ]+ is linked in"));
        if (contained == "") notices.ShouldContain("==== OpenSSL is not linked in");

        static string Match(string text, string pattern) => Regex.Match(text, pattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking).Groups["release"].Value;
    }

    [Fact]
    public void TheReaderFindsWhatADynamicLibraryNeeds()
    {
        // Files of known content: the runtime's own native libraries, linked against glibc; this one looks for others beside it.
        var file = new ElfFile(File.ReadAllBytes(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libmscordbi.so")));

        var needs = file.VersionNeeds();

        file.Machine.ShouldBe(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ElfFile.Arm64 : ElfFile.X64);
        file.HasLibraryFolders.ShouldBeTrue();
        file.Libraries().ShouldContain("libc.so.6");
        needs.ShouldContain(version => version.StartsWith("GLIBC_2.", StringComparison.Ordinal));
        needs.ShouldAllBe(version => version.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '.'));
    }

    private static string Path(string platform, string extension)
    {
        var path = CheckedOutFiles.PathOf($"artifacts/ingest-{platform}.{extension}");
        File.Exists(path).ShouldBeTrue($"{path} is missing: run ./ingest package first.");
        return path;
    }

    private static ZipArchive Open(string platform) => ZipFile.OpenRead(Path(platform, "zip"));

    private static byte[] Bootstrap(string platform)
    {
        using var zip = Open(platform);
        using var entry = zip.GetEntry("bootstrap")!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Mode(ZipArchiveEntry entry) => Convert.ToString((entry.ExternalAttributes >> 16) & 0x1ff, 8);
}
