using System.Buffers.Binary;
using System.Text;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>The published function runs on Amazon Linux 2023, whose glibc is 2.34.</summary>
public sealed class PublishedBinaryTests
{
    private static readonly Version AmazonLinux2023 = new(2, 34);

    [Fact]
    public void TheFunctionNeedsNoNewerGlibcThanItsRuntimeHas()
    {
        var path = CheckedOutFiles.PathOf("artifacts/function/bootstrap");
        File.Exists(path).ShouldBeTrue($"{path} is missing: run ./ingest publish first.");

        var needed = ElfVersionNeeds.Read(File.ReadAllBytes(path));

        var glibc = needed.Where(version => version.StartsWith("GLIBC_", StringComparison.Ordinal)).ToList();
        glibc.ShouldNotBeEmpty();
        glibc.Select(version => Version.Parse(version["GLIBC_".Length..])).Max()!.ShouldBeLessThanOrEqualTo(AmazonLinux2023);
    }

    [Fact]
    public void TheReaderFindsWhatADynamicLibraryNeeds()
    {
        // A file of known content: the runtime's own native library, linked against glibc.
        var path = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so");

        var needed = ElfVersionNeeds.Read(File.ReadAllBytes(path));

        needed.ShouldContain(version => version.StartsWith("GLIBC_2.", StringComparison.Ordinal));
        needed.ShouldAllBe(version => version.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '.'));
    }
}

/// <summary>Reads the versions an ELF file asks its libraries for: the .gnu.version_r section (Linux Standard Base, "Symbol Versioning").</summary>
internal static class ElfVersionNeeds
{
    private const uint GnuVersionNeeds = 0x6ffffffe;

    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("\x7f"u8 + "ELF"u8) || file[4] != 2 || file[5] != 1)
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        int table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file[0x28..]));
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3a..]);
        int sections = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3c..]);
        for (int i = 0; i < sections; i++)
        {
            var section = file.Slice(table + i * entrySize, entrySize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != GnuVersionNeeds) continue;
            int strings = BinaryPrimitives.ReadInt32LittleEndian(section[0x28..]);
            return Needs(file, Offset(section), Offset(file.Slice(table + strings * entrySize, entrySize)));
        }
        return [];
    }

    private static int Offset(ReadOnlySpan<byte> section) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x18..]));

    private static List<string> Needs(ReadOnlySpan<byte> file, int library, int strings)
    {
        var names = new List<string>();
        while (true)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(file[(library + 2)..]);
            int version = library + BinaryPrimitives.ReadInt32LittleEndian(file[(library + 8)..]);
            for (int i = 0; i < count; i++)
            {
                var name = file[(strings + BinaryPrimitives.ReadInt32LittleEndian(file[(version + 8)..]))..];
                names.Add(Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]));
                version += BinaryPrimitives.ReadInt32LittleEndian(file[(version + 12)..]);
            }
            int next = BinaryPrimitives.ReadInt32LittleEndian(file[(library + 12)..]);
            if (next == 0) return names;
            library += next;
        }
    }
}
