using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>The deployed function trusts the roots in its own package, and those are Amazon's.</summary>
public sealed class TrustTests
{
    /// <summary>OpenSSL's variables: a file of roots and a folder of them.</summary>
    public static readonly string[] Variables = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

    private const string PackageFolder = "/var/task/";

    /// <summary>SHA-256 of each root's public key. Source: https://www.amazontrust.com/repository/, Root CAs.</summary>
    private static readonly Dictionary<string, string> Published = new()
    {
        ["Amazon Root CA 1"] = "fbe3018031f9586bcbf41727e417b7d1c45c2f47f93be372a17b96b50757d5a2",
        ["Amazon Root CA 2"] = "7f4296fc5b6a4e3b35d3c369623e364ab1af381d8fa7121533c9d6c633ea2461",
        ["Amazon Root CA 3"] = "36abc32656acfc645c61b71613c4bf21c787f5cabbee48348d58597803d7abc9",
        ["Amazon Root CA 4"] = "f7ecded5c66047d28ed6466b543c40e0743abe81d109254dcf845d4c2c7853c5",
        ["Starfield Services Root Certificate Authority - G2"] = "2b071c59a0a0ae76b0eadb2bad23bad4580b69c3601b630c2eaf0613afa83f92",
    };

    /// <summary>The roots were taken over in November 2026. A fixed day: the test says the same whenever it runs.</summary>
    private static readonly DateTime AYearOn = new(2027, 11, 21, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void TheRootsAreAmazonsFiveAndNoOthers()
    {
        var roots = Roots();

        roots.ToDictionary(root => root.GetNameInfo(X509NameType.SimpleName, forIssuer: false), root => Convert.ToHexStringLower(SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo())))
            .ShouldBe(Published, ignoreOrder: true);
    }

    [Fact]
    public void EveryRootIsSelfSignedAndLastsAYearAndMore()
    {
        foreach (var root in Roots())
        {
            root.IssuerName.RawData.ShouldBe(root.SubjectName.RawData);
            root.NotBefore.ToUniversalTime().ShouldBeLessThan(AYearOn);
            root.NotAfter.ToUniversalTime().ShouldBeGreaterThan(AYearOn);
        }
    }

    [Fact]
    public void EachRootStandsBelowItsFingerprintAndExpiry()
    {
        var lines = File.ReadAllLines(CheckedIn());

        foreach (var root in Roots())
        {
            var name = Array.IndexOf(lines, $"# {root.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}");
            lines[name + 1].ShouldBe($"# expires {root.NotAfter.ToUniversalTime():yyyy-MM-dd}, SHA-256 {root.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()}");
        }
    }

    [Fact]
    public void TheTemplatePointsAtTheFileThatThePackageHolds()
    {
        var variables = CloudFormationTemplate.Read().Resources()["IngestFunction"].Map("Properties", "Environment", "Variables");
        var file = (string)variables["SSL_CERT_FILE"];

        file.ShouldStartWith(PackageFolder);
        variables["SSL_CERT_DIR"].ShouldBe("/nonexistent");
        var published = Path.Combine("artifacts", "function", file[PackageFolder.Length..]);
        File.ReadAllBytes(CheckedOutFiles.PathOf(published)).ShouldBe(File.ReadAllBytes(CheckedIn()), "Run ./ingest publish first.");
    }

    private static string CheckedIn() => CheckedOutFiles.PathOf("src/Ingest.Function/Trust/amazon-roots.pem");

    private static X509Certificate2Collection Roots()
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(CheckedIn());
        return roots;
    }
}
