using System.Buffers.Binary;

namespace Ingest.Function.Encodings.Gzip;

/// <summary>
/// Reads bits from the lowest of each byte on (RFC 1951 §3.1.1). Behind the end it reads zeros: who reads looks at
/// <see cref="IsBeyondEnd"/> in time.
/// </summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>How many bits there are at least after <see cref="Refill"/>.</summary>
    public const int Refilled = 56;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ulong _bits;
    private int _count;
    private int _at;

    /// <summary>Whether bits were consumed that the data does not have.</summary>
    public readonly bool IsBeyondEnd => Position > _bytes.Length;

    /// <summary>The place of the first byte of which no bit was consumed.</summary>
    public readonly int Position => _at - (_count >> 3);

    /// <summary>The bits ahead; the first is the lowest.</summary>
    public readonly ulong Bits => _bits;

    public void Refill()
    {
        if (_at <= _bytes.Length - sizeof(ulong))
        {
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]) << _count;
            _at += (63 - _count) >> 3;
            _count |= Refilled;
            return;
        }
        for (; _count < Refilled; _count += 8, _at++)
        {
            if (_at < _bytes.Length) _bits |= (ulong)_bytes[_at] << _count;
        }
    }

    public void Consume(int count)
    {
        _bits >>= count;
        _count -= count;
    }

    /// <summary>The next bits as a number; there must be as many.</summary>
    public int Take(int count)
    {
        var value = (int)(_bits & ((1u << count) - 1));
        Consume(count);
        return value;
    }

    /// <summary>Drops what is left of the current byte and forgets what was read ahead.</summary>
    public void AlignToByte()
    {
        _at = Position;
        _bits = 0;
        _count = 0;
    }

    /// <summary>The next bytes; the reader stands at the start of a byte.</summary>
    /// <returns>Empty where there are fewer.</returns>
    public ReadOnlySpan<byte> TakeBytes(int count)
    {
        if (_bytes.Length - _at < count) return [];
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
