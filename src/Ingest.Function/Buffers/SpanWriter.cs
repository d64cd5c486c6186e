using System.Buffers.Text;
using System.Text;

namespace Ingest.Function.Buffers;

/// <summary>Appends to a span that is long enough.</summary>
internal ref struct SpanWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _destination[..Length];

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[Length..]);
        Length += bytes.Length;
    }

    public void Write(string ascii) => Length += Encoding.ASCII.GetBytes(ascii, _destination[Length..]);

    public void Write(long number)
    {
        Utf8Formatter.TryFormat(number, _destination[Length..], out var written);
        Length += written;
    }

    /// <summary>Lower-case hex digits.</summary>
    public void WriteHex(scoped ReadOnlySpan<byte> bytes)
    {
        var digits = "0123456789abcdef"u8;
        foreach (var b in bytes)
        {
            _destination[Length++] = digits[b >> 4];
            _destination[Length++] = digits[b & 15];
        }
    }
}
