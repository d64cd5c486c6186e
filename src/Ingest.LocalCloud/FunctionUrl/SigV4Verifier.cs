using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// Verifies Signature Version 4 in the Authorization header or in the query (IAM user guide, reference_sigv) for the
/// service <c>lambda</c>; errors as AWS words them.
/// </summary>
internal sealed class SigV4Verifier(LocalCloudOptions options)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(5);

    /// <summary>Null where the signature is valid; otherwise what to answer.</summary>
    /// <param name="caller">The access key that signed.</param>
    public UrlRefusal? Verify(HttpContext context, ReadOnlySpan<byte> body, out string? caller)
    {
        caller = null;
        if (!SigV4Signature.TryRead(context.Request, out var signature, out var problem))
            return problem is null ? UrlRefusal.Forbidden : UrlRefusal.Signature("IncompleteSignatureException", problem);
        if (CheckScope(signature) is { } wrongScope) return UrlRefusal.Signature("InvalidSignatureException", wrongScope);
        if (!signature.AccessKeyId.Equals(options.AccessKeyId, StringComparison.Ordinal))
            return UrlRefusal.Signature("UnrecognizedClientException", "The security token included in the request is invalid.");
        if (CheckTime(signature) is { } wrongTime) return UrlRefusal.Signature("InvalidSignatureException", wrongTime);

        var expected = Sign(signature, CanonicalRequest(context, signature, body));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(signature.Signature)))
        {
            return UrlRefusal.Signature(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
        }
        caller = signature.AccessKeyId;
        return null;
    }

    private string? CheckScope(SigV4Signature signature)
    {
        if (signature.Service is not "lambda") return "Credential should be scoped to correct service: 'lambda'. ";
        if (!signature.Region.Equals(options.Region, StringComparison.Ordinal)) return $"Credential should be scoped to a valid region, not '{signature.Region}'. ";
        if (!signature.Timestamp.StartsWith(signature.Date, StringComparison.Ordinal))
            return $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{signature.Date}' != '{signature.Timestamp}'";
        return signature.SignedHeaders.Contains("host") ? null : "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    }

    private string? CheckTime(SigV4Signature signature)
    {
        const string Format = "yyyyMMdd'T'HHmmss'Z'";
        if (!DateTimeOffset.TryParseExact(signature.Timestamp, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed))
            return $"Date must be in ISO-8601 'basic format'. Got '{signature.Timestamp}'.";
        var now = options.Time.GetUtcNow();
        var oldest = now - (signature.Expires ?? AllowedSkew);
        if (signed < oldest)
            return $"Signature expired: {signature.Timestamp} is now earlier than {oldest.ToString(Format)} ({now.ToString(Format)} - {(now - oldest).TotalMinutes:0.##} min.)";
        var newest = now + AllowedSkew;
        return signed > newest
            ? $"Signature not yet current: {signature.Timestamp} is still later than {newest.ToString(Format)} ({now.ToString(Format)} + 5 min.)"
            : null;
    }

    private static string CanonicalRequest(HttpContext context, SigV4Signature signature, ReadOnlySpan<byte> body)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var target = request.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var canonical = new StringBuilder(512)
            .Append(request.Method).Append('\n')
            // Every service but S3 encodes the path as it was sent once more.
            .Append(Encode(path, keepSlash: true)).Append('\n')
            .AppendJoin('&', CanonicalQuery(query < 0 ? "" : target[(query + 1)..])).Append('\n');
        foreach (var name in signature.SignedHeaders)
        {
            var values = request.Headers[name].Select(v => string.Join(' ', v!.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            canonical.Append(name).Append(':').AppendJoin(',', values).Append('\n');
        }
        return canonical.Append('\n')
            .AppendJoin(';', signature.SignedHeaders).Append('\n')
            .Append(Convert.ToHexStringLower(SHA256.HashData(body)))
            .ToString();
    }

    private static IEnumerable<string> CanonicalQuery(string query) => QueryParameters.Split(query)
        .Where(p => p.Name is not "X-Amz-Signature")
        .Select(p => (Name: Encode(Uri.UnescapeDataString(p.Name), keepSlash: false), Value: Encode(Uri.UnescapeDataString(p.Value), keepSlash: false)))
        .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal)
        .Select(p => $"{p.Name}={p.Value}");

    private static string Encode(string text, bool keepSlash)
    {
        // EscapeDataString leaves RFC 3986's unreserved characters alone and nothing else, which is SigV4's rule.
        var encoded = Uri.EscapeDataString(text);
        return keepSlash ? encoded.Replace("%2F", "/", StringComparison.Ordinal) : encoded;
    }

    private string Sign(SigV4Signature signature, string canonicalRequest)
    {
        var scope = $"{signature.Date}/{signature.Region}/{signature.Service}/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{signature.Timestamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + options.SecretAccessKey);
        foreach (var part in scope.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }
}
