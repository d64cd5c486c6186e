using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings.Gzip;

/// <summary>
/// Decompresses DEFLATE data (RFC 1951) that lies in memory whole, into one rented buffer that grows up to a limit.
/// zlib would come with the binary's largest native library and hides where a stream ended; this is a tenth of it.
/// </summary>
internal ref struct Inflater
{
    private const int LeastRent = 4096;
    private const int LongestMatch = 258;
    private const int Chunk = 16;

    private readonly int _limit;
    private BitReader _input;
    private byte[] _output;
    private int _length;

    // Where the member under way begins: no match reaches further back.
    private int _start;

    /// <param name="input">The data; what stands before the first block is read through <see cref="Input"/>.</param>
    /// <param name="expected">The likely length of the output; it may be wrong.</param>
    /// <param name="limit">The most bytes it may have.</param>
    public Inflater(ReadOnlySpan<byte> input, int expected, int limit)
    {
        _limit = limit;
        _input = new BitReader(input);
        _output = ArrayPool<byte>.Shared.Rent(Math.Min(limit, Math.Max(LeastRent, expected)));
    }

    [UnscopedRef]
    public ref BitReader Input => ref _input;

    /// <summary>How many bytes there are so far.</summary>
    public readonly int Length => _length;

    /// <summary>All there is so far; valid until more is read.</summary>
    public readonly ReadOnlySpan<byte> Output => _output.AsSpan(0, _length);

    /// <summary>Hands the buffer over; it is the shared pool's.</summary>
    public byte[] Detach()
    {
        var output = _output;
        _output = [];
        return output;
    }

    public void Dispose()
    {
        if (_output.Length > 0) ArrayPool<byte>.Shared.Return(Detach());
    }

    /// <summary>Reads blocks to the end of the last one.</summary>
    /// <exception cref="ProblemException">The data is damaged or cut off, or the output is longer than the limit.</exception>
    public void ReadBlocks()
    {
        Span<uint> literals = stackalloc uint[HuffmanTable.LiteralEntries];
        Span<uint> distances = stackalloc uint[HuffmanTable.DistanceEntries];
        _start = _length;
        bool isLast;
        do
        {
            _input.Refill();
            isLast = _input.Take(1) == 1;
            switch (_input.Take(2))
            {
                case 0:
                    CopyStored();
                    break;
                case 1:
                    ReadCompressed(FixedCodes.Literals, FixedCodes.Distances);
                    break;
                case 2:
                    if (!BlockHeader.TryRead(ref _input, literals, distances)) throw Damaged("A block's code table is damaged");
                    ReadCompressed(literals, distances);
                    break;
                default:
                    throw Damaged("A block has a type that does not exist");
            }
        }
        while (!isLast);
        if (_input.IsBeyondEnd) throw CutOff();
        _input.AlignToByte();
    }

    private readonly ProblemException CutOff() => new(Problem.InvalidGzip, "The gzip data is cut off: it ends before its last block does.");

    private readonly ProblemException Damaged(string what) =>
        _input.IsBeyondEnd ? CutOff() : new(Problem.InvalidGzip, $"{what}, at or before byte {_input.Position} of the gzip data.");

    private void CopyStored()
    {
        _input.AlignToByte();
        var lengths = _input.TakeBytes(4);
        if (lengths.Length < 4) throw CutOff();
        var length = lengths[0] | (lengths[1] << 8);
        if ((length ^ 0xFFFF) != (lengths[2] | (lengths[3] << 8))) throw Damaged("A stored block's length and its complement differ");
        var bytes = _input.TakeBytes(length);
        if (bytes.Length < length) throw CutOff();
        if (_output.Length - _length < length || _limit - _length < length) Grow(_length, length);
        bytes.CopyTo(_output.AsSpan(_length));
        _length += length;
    }

    private void ReadCompressed(scoped ReadOnlySpan<uint> literals, scoped ReadOnlySpan<uint> distances)
    {
        // Locals live in registers. They are written back before anything else looks at them.
        var input = _input;
        var output = Room();
        var at = _length;
        while (true)
        {
            input.Refill();
            if (input.IsBeyondEnd) throw CutOff();
            var entry = Look(literals, ref input, HuffmanTable.LiteralBits);
            // Three literals are 45 bits at most, and a match 48.
            var run = 0;
            while ((entry & HuffmanTable.IsLiteral) != 0)
            {
                if (at == output.Length) output = Grow(at, 1);
                output[at++] = (byte)(entry >> 16);
                input.Consume((int)(entry & 0x1F));
                if (++run == 3) break;
                entry = Look(literals, ref input, HuffmanTable.LiteralBits);
            }
            if (run == 3) continue;
            if (run > 0) input.Refill();
            if ((entry & (HuffmanTable.IsEndOfBlock | HuffmanTable.IsLink)) != 0)
            {
                _input = input;
                if ((entry & HuffmanTable.IsLink) != 0) throw Damaged("A code stands for nothing");
                _input.Consume((int)(entry & 0x1F));
                _length = at;
                return;
            }
            var length = Value(entry, ref input);
            entry = Look(distances, ref input, HuffmanTable.DistanceBits);
            var distance = Value(entry, ref input);
            if ((entry & HuffmanTable.IsLink) != 0 || distance > at - _start)
            {
                _input = input;
                throw Damaged((entry & HuffmanTable.IsLink) != 0 ? "A code stands for nothing" : "A match reaches back before the start");
            }
            if (output.Length - at < length) output = Grow(at, length);
            Repeat(output, at, distance, length);
            at += length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Look(scoped ReadOnlySpan<uint> table, scoped ref BitReader input, int width)
    {
        var entry = table[(int)(input.Bits & ((1u << width) - 1))];
        if ((entry & HuffmanTable.IsLink) == 0) return entry;
        var extra = (int)(entry >> 8) & 0xFF;
        if (extra == 0) return entry;
        input.Consume(width);
        return table[(int)((entry >> 16) + (input.Bits & ((1u << extra) - 1)))];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(uint entry, scoped ref BitReader input)
    {
        input.Consume((int)(entry & 0x1F));
        return (int)(entry >> 16) + input.Take((int)(entry >> 8) & 0xFF);
    }

    /// <summary>Appends what stands a distance back; where that is shorter than the length, it repeats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Repeat(Span<byte> output, int at, int distance, int length)
    {
        if (distance >= Chunk && output.Length - at >= LongestMatch + Chunk)
        {
            // What is written too much is written over.
            for (var from = at - distance; length > 0; length -= Chunk, from += Chunk, at += Chunk)
                output.Slice(from, Chunk).CopyTo(output[at..]);
        }
        else if (distance >= length) output.Slice(at - distance, length).CopyTo(output[at..]);
        else if (distance == 1) output.Slice(at, length).Fill(output[at - 1]);
        else
        {
            foreach (ref var b in output.Slice(at, length)) b = output[at++ - distance];
        }
    }

    private readonly Span<byte> Room() => _output.AsSpan(0, Math.Min(_output.Length, _limit));

    /// <summary>Makes room for more bytes behind those there are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span<byte> Grow(int length, int more)
    {
        if (length + more > _limit)
            throw new ProblemException(Problem.BodyTooLarge, $"The body is longer than {_limit} bytes once decompressed, the limit of a POST; send the events in several.");
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_limit, Math.Max(_output.Length * 2, length + more)));
        _output.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_output);
        _output = larger;
        return Room();
    }
}
