using System.Buffers.Binary;
using System.Text;

namespace Ingest.Template.Tests;

/// <summary>What a 64-bit little-endian ELF file says of the machine and the libraries it needs (System V ABI; Linux Standard Base, "Symbol Versioning").</summary>
internal sealed class ElfFile
{
    public const int X64 = 62, Arm64 = 183;

    private const uint DynamicSection = 6, VersionNeedsSection = 0x6ffffffe;
    private const long Needed = 1, RPath = 15, RunPath = 29;

    private readonly byte[] _file;

    public ElfFile(byte[] file)
    {
        if (!file.AsSpan().StartsWith("\x7f"u8 + "ELF"u8) || file[4] != 2 || file[5] != 1)
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        _file = file;
    }

    /// <summary>e_machine.</summary>
    public int Machine => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(0x12));

    /// <summary>Whether the dynamic loader is told of folders to look into first.</summary>
    public bool HasLibraryFolders => Dynamic().Any(entry => entry.Tag is RPath or RunPath);

    /// <summary>What the dynamic loader loads with it, such as libc.so.6.</summary>
    public IReadOnlyList<string> Libraries() => [.. Dynamic().Where(entry => entry.Tag == Needed).Select(entry => Name(Section(DynamicSection)!.Value.Strings + entry.Value))];

    /// <summary>The versions it asks its libraries for, such as GLIBC_2.34.</summary>
    public IReadOnlyList<string> VersionNeeds()
    {
        var names = new List<string>();
        if (Section(VersionNeedsSection) is not { } needs) return names;
        for (int library = needs.Offset, next = -1; next != 0; library += next)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(library + 2));
            int version = library + Int32(library + 8);
            for (int i = 0; i < count; i++, version += Int32(version + 12)) names.Add(Name(needs.Strings + Int32(version + 8)));
            next = Int32(library + 12);
        }
        return names;
    }

    private IEnumerable<(long Tag, int Value)> Dynamic()
    {
        if (Section(DynamicSection) is not { } dynamic) yield break;
        for (int at = dynamic.Offset; at < dynamic.Offset + dynamic.Length; at += 16)
        {
            long tag = BinaryPrimitives.ReadInt64LittleEndian(_file.AsSpan(at));
            if (tag is Needed or RPath or RunPath) yield return (tag, Int64(at + 8));
        }
    }

    private string Name(int at)
    {
        var name = _file.AsSpan(at);
        return Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]);
    }

    private (int Offset, int Length, int Strings)? Section(uint type)
    {
        int table = Int64(0x28), entrySize = BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(0x3a));
        int sections = BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(0x3c));
        for (int i = 0; i < sections; i++)
        {
            int section = table + i * entrySize;
            if ((uint)Int32(section + 4) == type) return (Int64(section + 0x18), Int64(section + 0x20), Int64(table + Int32(section + 0x28) * entrySize + 0x18));
        }
        return null;
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_file.AsSpan(at));

    private int Int64(int at) => checked((int)BinaryPrimitives.ReadInt64LittleEndian(_file.AsSpan(at)));
}
