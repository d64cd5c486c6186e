using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ingest.Testing;

/// <summary>
/// A root made for this run and a server certificate below it, as those of AWS endpoints are: RSA of 2,048 bits, with an
/// intermediate between the two that the server sends.
/// </summary>
internal sealed class TestAuthority : IDisposable
{
    private const int KeyBits = 2048;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset End = Start.AddDays(30);

    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;
    private readonly X509Certificate2 _leaf;

    /// <param name="hosts">Names and addresses that the certificate is for.</param>
    public TestAuthority(params IReadOnlyList<string> hosts)
    {
        _root = NewRoot();
        _intermediate = Issue("Test intermediate", _root, request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true)));
        _leaf = Issue(hosts[0], _intermediate, request =>
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var host in hosts)
            {
                if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
                else names.AddDnsName(host);
            }
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        });
        Server = SslStreamCertificateContext.Create(_leaf, [_intermediate], offline: true);
        RootFile = Path.Combine(Path.GetTempPath(), $"ingest-root-{Guid.NewGuid():N}.pem");
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
    }

    /// <summary>What a server presents.</summary>
    public SslStreamCertificateContext Server { get; }

    /// <summary>The root alone.</summary>
    public X509Certificate2Collection Roots => [_root];

    /// <summary>The root as a PEM file, for SSL_CERT_FILE; gone with this object.</summary>
    public string RootFile { get; }

    public void Dispose()
    {
        File.Delete(RootFile);
        _leaf.Dispose();
        _intermediate.Dispose();
        _root.Dispose();
    }

    private static X509Certificate2 NewRoot()
    {
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest("CN=Test root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Start, End);
    }

    private static X509Certificate2 Issue(string name, X509Certificate2 issuer, Action<CertificateRequest> extend)
    {
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        extend(request);
        using var certificate = request.Create(issuer, Start, End, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }
}
