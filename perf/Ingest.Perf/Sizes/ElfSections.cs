using System.Buffers.Binary;
using Ingest.Perf.Functions;

namespace Ingest.Perf.Sizes;

/// <param name="Name">As in <c>readelf -S</c>.</param>
/// <param name="Bytes">In the file; 0 for one that is only memory.</param>
internal sealed record ElfSection(string Name, long Bytes)
{
    // elf(5), 64 bits, little endian: the offsets in Elf64_Ehdr and Elf64_Shdr.
    private const int TableAt = 0x28, EntrySizeAt = 0x3A, NamesIndexAt = 0x3E;
    private const int TypeAt = 4, FileOffsetAt = 24, SizeAt = 32;
    private const uint NoBits = 8;

    /// <exception cref="FunctionFailedException">It is no 64-bit ELF file.</exception>
    public static List<ElfSection> Read(string path)
    {
        var file = File.ReadAllBytes(path);
        if (file.Length < 64 || !file.AsSpan(0, 5).SequenceEqual("\u007fELF\u0002"u8)) throw new FunctionFailedException($"{path} is no 64-bit ELF file.");
        var table = Long(file, TableAt);
        var (size, count, names) = (Short(file, EntrySizeAt), Short(file, EntrySizeAt + 2), Short(file, NamesIndexAt));
        var namesAt = Long(file, Header(names) + FileOffsetAt);
        return [.. Enumerable.Range(1, count - 1).Select(i => new ElfSection(Name(i), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(Header(i) + TypeAt)) == NoBits ? 0 : Long(file, Header(i) + SizeAt)))];

        int Header(int index) => table + index * size;

        string Name(int index)
        {
            var text = file.AsSpan(namesAt + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(Header(index))));
            return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
        }
    }

    private static int Short(byte[] file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private static int Long(byte[] file, int at) => checked((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)));
}
