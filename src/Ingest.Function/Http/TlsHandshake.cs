using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ingest.Function.Http;

/// <summary>
/// TLS to a server whose certificate must chain to a trusted root and name the host. Roots are those of SSL_CERT_FILE and
/// SSL_CERT_DIR, which template.yaml points at the package's own.
/// </summary>
internal static class TlsHandshake
{
    /// <summary>Runs the handshake as the client.</summary>
    /// <param name="socket">Connected; the stream closes it.</param>
    /// <param name="host">The name or address that the certificate must hold.</param>
    /// <param name="cancellation">Ends the handshake; the socket is of no use then.</param>
    /// <exception cref="IOException">The certificate is refused, the two sides share no protocol, or the connection failed.</exception>
    public static async Task<SslStream> RunAsync(Socket socket, string host, CancellationToken cancellation)
    {
        string? refusal = null;
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(Options(host, reason => refusal = reason), cancellation);
            return tls;
        }
        catch (AuthenticationException e)
        {
            await tls.DisposeAsync();
            throw new IOException(refusal is null ? $"TLS with {host} failed: {(e.InnerException ?? e).Message}" : $"The certificate of {host} is refused: {refusal}.", e);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Options(string host, Action<string> refused) => new()
    {
        TargetHost = host,
        // AWS endpoints speak these two (AWS security blog, "TLS 1.2 to become the minimum for all AWS API endpoints").
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        CertificateChainPolicy = new X509ChainPolicy
        {
            // INIT must not wait for a third party: no revocation lists, and no certificates that the server did not send.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
        RemoteCertificateValidationCallback = (_, _, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            refused(Describe(errors, chain));
            return false;
        },
    };

    /// <summary>Such as "RemoteCertificateNameMismatch" or "RemoteCertificateChainErrors (PartialChain)".</summary>
    private static string Describe(SslPolicyErrors errors, X509Chain? chain)
    {
        var statuses = chain?.ChainStatus ?? [];
        return statuses.Length == 0 ? $"{errors}" : $"{errors} ({string.Join(", ", statuses.Select(s => s.Status).Distinct())})";
    }
}
