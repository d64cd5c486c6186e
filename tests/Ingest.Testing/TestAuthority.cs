using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ingest.Testing;

/// <summary>The keys of an authority, and how they sign.</summary>
public enum Signatures
{
    RsaSha256,
    RsaSha384,
    RsaSha512,
    RsaPssSha256,
    EcdsaSha256,
    EcdsaSha384,
    EcdsaSha512,
}

/// <summary>
/// A root made for this run and a server certificate below it, with an intermediate between the two that the server sends;
/// by default as those of AWS endpoints are, RSA of 2,048 bits.
/// </summary>
internal sealed class TestAuthority : IDisposable
{
    private const int KeyBits = 2048;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset End = Start.AddDays(30);

    private readonly Signatures _signatures;
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;
    private readonly X509Certificate2 _leaf;

    /// <param name="hosts">Names and addresses that the certificate is for.</param>
    public TestAuthority(params IReadOnlyList<string> hosts) : this(Signatures.RsaSha256, hosts)
    {
    }

    /// <param name="signatures">Of all three certificates.</param>
    /// <param name="hosts">Names and addresses that the certificate is for.</param>
    public TestAuthority(Signatures signatures, params IReadOnlyList<string> hosts)
    {
        _signatures = signatures;
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

    private X509Certificate2 NewRoot()
    {
        using var key = NewKey();
        var request = Request("Test root", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Start, End);
    }

    private X509Certificate2 Issue(string name, X509Certificate2 issuer, Action<CertificateRequest> extend)
    {
        using var key = NewKey();
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        extend(request);
        // Of the padding that the request has; Create(issuer, …) would sign with PKCS #1 alone.
        using var signingKey = issuer.GetRSAPrivateKey() ?? (AsymmetricAlgorithm?)issuer.GetECDsaPrivateKey();
        var generator = signingKey is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, Padding) : X509SignatureGenerator.CreateForECDsa((ECDsa)signingKey!);
        using var certificate = request.Create(issuer.SubjectName, generator, Start, End, RandomNumberGenerator.GetBytes(16));
        return key is RSA own ? certificate.CopyWithPrivateKey(own) : certificate.CopyWithPrivateKey((ECDsa)key);
    }

    private CertificateRequest Request(string name, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest($"CN={name}", rsa, Hash, Padding)
        : new CertificateRequest($"CN={name}", (ECDsa)key, Hash);

    private AsymmetricAlgorithm NewKey() => _signatures switch
    {
        Signatures.EcdsaSha256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        Signatures.EcdsaSha384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        Signatures.EcdsaSha512 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        _ => RSA.Create(KeyBits),
    };

    private HashAlgorithmName Hash => _signatures switch
    {
        Signatures.RsaSha384 or Signatures.EcdsaSha384 => HashAlgorithmName.SHA384,
        Signatures.RsaSha512 or Signatures.EcdsaSha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    private RSASignaturePadding Padding => _signatures == Signatures.RsaPssSha256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
}
