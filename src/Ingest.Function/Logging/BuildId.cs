using System.Buffers.Binary;

namespace Ingest.Function.Logging;

/// <summary>
/// The linker's hash of what it linked, which binary and symbols share: the note NT_GNU_BUILD_ID of an ELF file of 64 bits, little-endian.
/// Source: elf(5); the notes lie within the first page.
/// </summary>
internal static class BuildId
{
    private const int FirstPage = 4096;
    private const int NoteHead = 16;

    /// <summary>In hex digits; empty if there is none.</summary>
    public static string Read(string path)
    {
        try
        {
            var page = new byte[FirstPage];
            using var file = File.OpenRead(path);
            return Find(page.AsSpan(0, file.ReadAtLeast(page, FirstPage, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Find(ReadOnlySpan<byte> page)
    {
        // The note: length of its name (4), of its description, type (3), "GNU\0", the description.
        ReadOnlySpan<byte> typeAndName = [3, 0, 0, 0, (byte)'G', (byte)'N', (byte)'U', 0];
        for (var at = 8; at + NoteHead <= page.Length; at += 4)
        {
            if (!page[at..].StartsWith(typeAndName) || BinaryPrimitives.ReadInt32LittleEndian(page[(at - 8)..]) != 4) continue;
            var length = BinaryPrimitives.ReadInt32LittleEndian(page[(at - 4)..]);
            if (length is > 0 and <= 64 && at + 8 + length <= page.Length) return Convert.ToHexStringLower(page.Slice(at + 8, length));
        }
        return "";
    }
}
