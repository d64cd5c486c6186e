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
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var value = Sign(request.Method, RequestTarget.ToOriginForm(request.RawTarget), request.Headers, stated.SignedHeaders, body, stated.Timestamp, stated.Scope, secretKey);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(value), Encoding.ASCII.GetBytes(stated.Value));
    }

    /// <summary>The signature of a request.</summary>
    /// <param name="target">Path and query as they are sent.</param>
    /// <param name="signedHeaders">In lower case, in order.</param>
    /// <param name="scope">date/region/service/aws4_request.</param>
    public static string Sign(string method, string target, IHeaderDictionary headers, IReadOnlyList<string> signedHeaders, ReadOnlySpan<byte> body, string timestamp, string scope, string secretKey)
    {
        var toSign = $"{Signature.Algorithm}\n{timestamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Of(method, target, headers, signedHeaders, body))))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in scope.Split('/')) key = Hmac(key, part);
        return Hex(Hmac(key, toSign));
    }

    private static string Of(string method, string target, IHeaderDictionary headers, IReadOnlyList<string> signedHeaders, ReadOnlySpan<byte> body)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var canonical = new StringBuilder(512)
            .Append(method).Append('\n')
            // Every service but S3 encodes the path as it was sent once more.
            .Append(Encode(path).Replace("%2F", "/", StringComparison.Ordinal)).Append('\n')
            .AppendJoin('&', CanonicalQuery(query < 0 ? "" : target[(query + 1)..])).Append('\n');
        foreach (var name in signedHeaders)
        {
            var values = headers[name].Select(v => string.Join(' ', v!.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
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
