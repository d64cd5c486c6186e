using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.Aws;

/// <summary>Recomputes a Signature Version 4 signature from the request and the secret, and compares.</summary>
/// <remarks>The steps are those of "Create a signed AWS API request" in the IAM user guide.</remarks>
internal static class SigV4Verifier
{
    public static bool Verify(HttpRequest request, ReadOnlySpan<byte> body, SigV4 stated, string secretKey)
    {
        var date = request.Headers["X-Amz-Date"].ToString();
        var canonical = CanonicalRequest(request, body, stated.SignedHeaders);
        var scope = $"{stated.ScopeDate}/{stated.Region}/{stated.Service}/aws4_request";
        var toSign = $"{SigV4.Algorithm}\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";

        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in (string[])[stated.ScopeDate, stated.Region, stated.Service, "aws4_request"]) key = Hmac(key, part);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Hex(Hmac(key, toSign))),
            Encoding.ASCII.GetBytes(stated.Signature));
    }

    private static string CanonicalRequest(HttpRequest request, ReadOnlySpan<byte> body, string signedHeaders)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(Encode(request.Path.Value ?? "/", keepSlash: true)).Append('\n');
        text.AppendJoin('&', request.Query
            .SelectMany(pair => pair.Value.Select(value => (Name: Encode(pair.Key), Value: Encode(value ?? ""))))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => pair.Name + "=" + pair.Value)).Append('\n');
        foreach (var name in signedHeaders.Split(';'))
        {
            var values = request.Headers[name].Select(value => string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            text.Append(name).Append(':').AppendJoin(',', values).Append('\n');
        }
        text.Append('\n').Append(signedHeaders).Append('\n');
        return text.Append(Hex(SHA256.HashData(body))).ToString();
    }

    private static string Encode(string value, bool keepSlash = false)
    {
        var encoded = Uri.EscapeDataString(value);
        return keepSlash ? encoded.Replace("%2F", "/", StringComparison.Ordinal) : encoded;
    }

    private static byte[] Hmac(byte[] key, string data) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(data));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
