using System.Buffers.Binary;
using System.Text;

namespace Ingest.Template.Tests;

/// <summary>What a 64-bit little-endian ELF file says of the machine and the libraries it needs (System V ABI; Linux Standard Base, "Symbol Versioning").</summary>
internal sealed class ElfFile
{
    public const int X64 = 62, Arm64 = 183;

    private const uint DynamicSection = 6, VersionNeedsSection = 0x6ffffffe;
    private const long RPath = 15, RunPath = 29;

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
    public bool HasLibraryFolders
    {
        get
        {
            if (Section(DynamicSection) is not { } dynamic) return false;
            for (int at = dynamic.Offset; at < dynamic.Offset + dynamic.Length; at += 16)
                if (BinaryPrimitives.ReadInt64LittleEndian(_file.AsSpan(at)) is RPath or RunPath) return true;
            return false;
        }
    }

    /// <summary>The versions it asks its libraries for, such as GLIBC_2.34.</summary>
    public IReadOnlyList<string> VersionNeeds()
    {
        var names = new List<string>();
        if (Section(VersionNeedsSection) is not { } needs) return names;
        for (int library = needs.Offset, next = -1; next != 0; library += next)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(library + 2));
            int version = library + Int32(library + 8);
            for (int i = 0; i < count; i++, version += Int32(version + 12))
            {
                var name = _file.AsSpan(needs.Strings + Int32(version + 8));
                names.Add(Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]));
            }
            next = Int32(library + 12);
        }
        return names;
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
