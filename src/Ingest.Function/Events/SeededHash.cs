using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ingest.Function.Events;

/// <summary>
/// SipHash-1-3 with a key of this process: no producer can choose names or ids that collide. The BCL has none over bytes:
/// HashCode is xxHash32, whose collisions can be computed without its seed. Source: Aumasson and Bernstein, "SipHash: a fast
/// short-input PRF"; 1-3 is what Rust's and Ruby's hash tables use.
/// </summary>
internal static class SeededHash
{
    private static readonly (ulong First, ulong Second) Key = NewKey();

    public static ulong Of(ReadOnlySpan<byte> bytes) => Of(bytes, Key.First, Key.Second);

    /// <summary>With a key of the caller's.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong first, ulong second)
    {
        var (v0, v1, v2, v3) = (first ^ 0x736f6d6570736575, second ^ 0x646f72616e646f6d, first ^ 0x6c7967656e657261, second ^ 0x7465646279746573);
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
        }
        for (var i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (8 * i);
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xFF;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }

    /// <summary>The system's randomness by way of Random's seed: the generator of System.Security.Cryptography would load OpenSSL here, in INIT.</summary>
    private static (ulong First, ulong Second) NewKey()
    {
        var random = new Random();
        return ((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
    }
}
