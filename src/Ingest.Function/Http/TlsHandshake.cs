using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ingest.Function.Http;

/// <summary>TLS to a server whose certificate must chain to a trusted root and name the host.</summary>
internal static class TlsHandshake
{
    /// <summary>Runs the handshake as the client.</summary>
    /// <param name="socket">Connected; the stream closes it.</param>
    /// <param name="endpoint">Its host is the name or address that the certificate must hold.</param>
    /// <param name="cancellation">Ends the handshake; the socket is of no use then.</param>
    /// <exception cref="IOException">The certificate is refused, the two sides share no protocol, or the connection failed.</exception>
    public static async Task<SslStream> RunAsync(Socket socket, HttpEndpoint endpoint, CancellationToken cancellation)
    {
        string? reason = null;
        var host = endpoint.Uri.DnsSafeHost;
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(Options(endpoint, found => reason = found), cancellation);
            return tls;
        }
        catch (AuthenticationException e)
        {
            await tls.DisposeAsync();
            throw new IOException(reason is null ? $"TLS with {host} failed: {TlsErrors.InWords((e.InnerException ?? e).Message)}" : $"The certificate of {host} is refused: {reason}.", e);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Options(HttpEndpoint endpoint, Action<string> refused) => new()
    {
        TargetHost = endpoint.Uri.DnsSafeHost,
        // AWS endpoints speak these two (AWS security blog, "TLS 1.2 to become the minimum for all AWS API endpoints").
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        CertificateChainPolicy = Policy(endpoint.Roots),
        RemoteCertificateValidationCallback = (_, _, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            refused(Describe(errors, chain));
            return false;
        },
    };

    private static X509ChainPolicy Policy(X509Certificate2Collection? roots)
    {
        // INIT must not wait for a third party: no revocation lists, and no certificates that the server did not send.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (roots is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    /// <summary>Such as "RemoteCertificateNameMismatch" or "RemoteCertificateChainErrors (PartialChain)".</summary>
    private static string Describe(SslPolicyErrors errors, X509Chain? chain)
    {
        var statuses = chain?.ChainStatus ?? [];
        return statuses.Length == 0 ? $"{errors}" : $"{errors} ({string.Join(", ", statuses.Select(s => s.Status).Distinct())}){MissingRoots()}";
    }

    /// <summary>OpenSSL says nothing of a file of roots that is not there.</summary>
    private static string MissingRoots() =>
        Environment.GetEnvironmentVariable("SSL_CERT_FILE") is { Length: > 0 } file && !File.Exists(file) ? $"; SSL_CERT_FILE names {file}, which is not there" : "";
}
