using System.Buffers;
using System.Runtime.InteropServices;
using Ingest.Function.Problems;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Ingest.Function.Encodings;

/// <summary>zstd (RFC 8878), one frame or several. A frame says itself where it ends.</summary>
internal sealed class ZstdEncoding : IContentEncoding
{
    private const int ExpectedRatio = 8;

    /// <summary>8 MB, the most that an HTTP recipient must offer (RFC 9659 §3): a frame's header asks for its window's memory.</summary>
    private const int LargestWindowLog = 23;

    public string Token => "zstd";

    public string? Alias => null;

    public Problem Invalid => Problem.InvalidZstd;

    public byte[] Decode(ReadOnlyMemory<byte> data, int limit, out int length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)data.Length * ExpectedRatio, limit) + 1);
        try
        {
            MemoryMarshal.TryGetArray(data, out var array);
            using var decompressor = new Decompressor();
            decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindowLog);
            using var stream = new DecompressionStream(new MemoryStream(array.Array!, array.Offset, array.Count), decompressor, checkEndOfStream: true);
            length = ContentEncodings.ReadToEnd(stream, ref buffer, limit);
            return buffer;
        }
        catch (Exception e)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw e switch
            {
                EndOfStreamException => new ProblemException(Invalid, "The zstd data is cut off."),
                ZstdException zstd => new ProblemException(Invalid, $"The zstd data is damaged, or something else stands behind it: {zstd.Message}."),
                _ => e,
            };
        }
    }
}
