using System.Security.Cryptography;
using System.Text;
using Ingest.LocalCloud.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.LocalCloud.Signatures;

/// <summary>Computes a Signature Version 4 anew from the request and the secret. Source: IAM user guide, "Create a signed AWS API request".</summary>
internal static class CanonicalRequest
{
    public static bool Matches(HttpContext context, ReadOnlySpan<byte> body, Signature stated, string secretKey)
    {
        var canonical = Of(context.Features.GetRequiredFeature<IHttpRequestFeature>(), stated.SignedHeaders, body);
        var toSign = $"{Signature.Algorithm}\n{stated.Timestamp}\n{stated.Scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in stated.Scope.Split('/')) key = Hmac(key, part);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hex(Hmac(key, toSign))), Encoding.ASCII.GetBytes(stated.Value));
    }

    private static string Of(IHttpRequestFeature request, IReadOnlyList<string> signedHeaders, ReadOnlySpan<byte> body)
    {
        var target = RequestTarget.ToOriginForm(request.RawTarget);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var canonical = new StringBuilder(512)
            .Append(request.Method).Append('\n')
            // Every service but S3 encodes the path as it was sent once more.
            .Append(Encode(path).Replace("%2F", "/", StringComparison.Ordinal)).Append('\n')
            .AppendJoin('&', CanonicalQuery(query < 0 ? "" : target[(query + 1)..])).Append('\n');
        foreach (var name in signedHeaders)
        {
            var values = request.Headers[name].Select(v => string.Join(' ', v!.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            canonical.Append(name).Append(':').AppendJoin(',', values).Append('\n');
        }
        return canonical.Append('\n')
            .AppendJoin(';', signedHeaders).Append('\n')
            .Append(Hex(SHA256.HashData(body)))
            .ToString();
    }

    private static IEnumerable<string> CanonicalQuery(string query) => QueryParameters.Split(query)
        .Where(p => p.Name is not "X-Amz-Signature")
        .Select(p => (Name: Encode(Uri.UnescapeDataString(p.Name)), Value: Encode(Uri.UnescapeDataString(p.Value))))
        .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
        .Select(p => $"{p.Name}={p.Value}");

    /// <summary>EscapeDataString leaves RFC 3986's unreserved characters alone and nothing else, which is the signature's rule.</summary>
    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static byte[] Hmac(byte[] key, string data) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(data));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
