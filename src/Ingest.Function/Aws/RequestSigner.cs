using System.Security.Cryptography;
using Amazon.Runtime;
using Ingest.Function.Buffers;

namespace Ingest.Function.Aws;

/// <summary>Writes the heads of a service's requests: their headers, signed with Signature Version 4.</summary>
internal sealed class RequestSigner(AwsService service)
{
    private const int HashHexLength = 2 * SHA256.HashSizeInBytes;
    private const int TimeLength = 16;

    private SigningKey? _key;

    /// <summary>The key for a moment; derived if the day or the credentials are new. Safe from several threads.</summary>
    public SigningKey KeyFor(ImmutableCredentials credentials, DateTimeOffset now)
    {
        var (day, key) = (DateOnly.FromDateTime(now.UtcDateTime), _key);
        return key?.IsOf(credentials, day) == true ? key : _key = new SigningKey(credentials, day, service.Region, service.Name);
    }

    /// <summary>Room for a request's head.</summary>
    public static int HeadLength(AwsOperation operation, SigningKey key) => operation.HeadLength + key.Token.Length + key.AccessKey.Length;

    /// <summary>Sets the head of a request whose body is written.</summary>
    public static void Sign(AwsOperation operation, RequestBuffer request, SigningKey key, DateTimeOffset now)
    {
        Span<byte> time = stackalloc byte[TimeLength];
        now.UtcDateTime.TryFormat(time, out _, "yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var signedHeaders = key.Token.Length > 0 ? operation.SignedHeadersWithToken : operation.SignedHeaders;
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        Sign(operation, request, key, time, signedHeaders, signature);

        var head = new SpanWriter(request.HeadRoom);
        head.Write(operation.Start);
        head.Write(time);
        if (key.Token.Length > 0)
        {
            head.Write("\r\nX-Amz-Security-Token: "u8);
            head.Write(key.Token);
        }
        head.Write("\r\nAuthorization: AWS4-HMAC-SHA256 Credential="u8);
        head.Write(key.AccessKey);
        head.Write("/"u8);
        head.Write(key.Scope);
        head.Write(", SignedHeaders="u8);
        head.Write(signedHeaders);
        head.Write(", Signature="u8);
        head.WriteHex(signature);
        head.Write("\r\nContent-Length: "u8);
        head.Write(request.Body.Length);
        head.Write("\r\n\r\n"u8);
        request.SetHead(head.Length);
    }

    private static void Sign(AwsOperation operation, RequestBuffer request, SigningKey key, ReadOnlySpan<byte> time, ReadOnlySpan<byte> signedHeaders, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Body, hash);
        var canonical = new SpanWriter(request.HeadRoom);
        canonical.Write(operation.CanonicalStart);
        canonical.Write(time);
        canonical.Write("\n"u8);
        canonical.Write(operation.CanonicalMiddle);
        if (key.Token.Length > 0)
        {
            canonical.Write("x-amz-security-token:"u8);
            canonical.Write(key.Token);
            canonical.Write("\n"u8);
        }
        canonical.Write(operation.CanonicalEnd);
        canonical.Write(signedHeaders);
        canonical.Write("\n"u8);
        canonical.WriteHex(hash);
        SHA256.HashData(canonical.Written, hash);

        Span<byte> room = stackalloc byte[256 + HashHexLength];
        var stringToSign = new SpanWriter(room);
        stringToSign.Write("AWS4-HMAC-SHA256\n"u8);
        stringToSign.Write(time);
        stringToSign.Write("\n"u8);
        stringToSign.Write(key.Scope);
        stringToSign.Write("\n"u8);
        stringToSign.WriteHex(hash);
        key.Sign(stringToSign.Written, signature);
    }
}
