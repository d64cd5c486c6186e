namespace Ingest.Function.Encodings.Gzip;

/// <summary>gzip (RFC 1952); x-gzip is another name of it (RFC 9110 §8.4.1.3).</summary>
internal sealed class GzipEncoding : IContentEncoding
{
    public string Token => "gzip";

    public string Alias => "x-gzip";

    public byte[] Decode(ReadOnlySpan<byte> data, int limit, out int length) => GzipReader.Decompress(data, limit, out length);
}
