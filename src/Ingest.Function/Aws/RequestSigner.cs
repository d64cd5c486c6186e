using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Ingest.Function.Buffers;
using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>Writes the head of a request: its headers, signed with Signature Version 4.</summary>
internal sealed class RequestSigner(AwsOperation operation)
{
    private const int HashHexLength = 2 * SHA256.HashSizeInBytes;
    private const int TimeLength = 16;

    private readonly byte[] _start = Encoding.ASCII.GetBytes(
        $"POST {operation.Endpoint.Path} HTTP/1.1\r\nHost: {operation.Endpoint.Authority}\r\nUser-Agent: ingest\r\nContent-Type: {operation.ContentType}\r\nX-Amz-Target: {operation.Target}\r\nX-Amz-Date: ");

    private readonly byte[] _canonicalStart = Encoding.ASCII.GetBytes(
        $"POST\n{CanonicalPath(operation.Endpoint.Path)}\n\ncontent-type:{operation.ContentType}\nhost:{operation.Endpoint.Authority}\nx-amz-date:");

    private readonly byte[] _canonicalEnd = Encoding.ASCII.GetBytes($"\nx-amz-target:{operation.Target}\n\n");

    private SigningKey? _key;

    private static ReadOnlySpan<byte> SignedHeaders => "content-type;host;x-amz-date;x-amz-target"u8;

    private static ReadOnlySpan<byte> SignedHeadersWithToken => "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"u8;

    /// <summary>The key for a moment; derived where the day or the credentials are new. Safe from several threads.</summary>
    public SigningKey KeyFor(ImmutableCredentials credentials, DateTimeOffset now)
    {
        var (day, key) = (DateOnly.FromDateTime(now.UtcDateTime), _key);
        return key?.IsOf(credentials, day) == true ? key : _key = new SigningKey(credentials, day, operation.Region, operation.Service);
    }

    public int HeadLength(SigningKey key) => operation.HeadLength + key.Token.Length + key.AccessKey.Length;

    /// <summary>Sets the head of a request whose body is written.</summary>
    public void Sign(RequestBuffer request, SigningKey key, DateTimeOffset now)
    {
        Span<byte> time = stackalloc byte[TimeLength];
        now.UtcDateTime.TryFormat(time, out _, "yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var signedHeaders = key.Token.Length > 0 ? SignedHeadersWithToken : SignedHeaders;
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        Sign(request, key, time, signedHeaders, signature);

        var head = new SpanWriter(request.HeadRoom);
        head.Write(_start);
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

    private void Sign(RequestBuffer request, SigningKey key, ReadOnlySpan<byte> time, ReadOnlySpan<byte> signedHeaders, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(request.Body, hash);
        var canonical = new SpanWriter(request.HeadRoom);
        canonical.Write(_canonicalStart);
        canonical.Write(time);
        if (key.Token.Length > 0)
        {
            canonical.Write("\nx-amz-security-token:"u8);
            canonical.Write(key.Token);
        }
        canonical.Write(_canonicalEnd);
        canonical.Write(signedHeaders);
        canonical.Write("\n"u8);
        canonical.WriteHex(hash);
        SHA256.HashData(canonical.Written, hash);

        Span<byte> room = stackalloc byte[256 + HashHexLength];
        var text = new SpanWriter(room);
        text.Write("AWS4-HMAC-SHA256\n"u8);
        text.Write(time);
        text.Write("\n"u8);
        text.Write(key.Scope);
        text.Write("\n"u8);
        text.WriteHex(hash);
        key.Sign(text.Written, signature);
    }

    /// <summary>The path is escaped once more, but for its slashes: all services but S3 want it so.</summary>
    private static string CanonicalPath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
