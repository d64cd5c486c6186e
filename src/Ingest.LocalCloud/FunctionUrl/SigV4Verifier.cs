using System.Globalization;
using Microsoft.AspNetCore.Http;

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

        var stated = new StatedSignature(signature.Timestamp, $"{signature.Date}/{signature.Region}/{signature.Service}/aws4_request", signature.SignedHeaders, signature.Signature);
        if (!SignatureV4.Matches(context, body, stated, options.SecretAccessKey))
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
}
