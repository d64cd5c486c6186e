using System.IO.Compression;

namespace Ingest.Perf.Peers;

/// <summary>What is deployed.</summary>
internal static class PackageSize
{
    /// <summary>Megabytes of a folder's files, symbols left out, as a zip of zlib's ordinary level, which `sam deploy` uploads.</summary>
    public static double ZipMb(string folder)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is not (".pdb" or ".dbg")))
                archive.CreateEntryFromFile(file, Path.GetFileName(file), CompressionLevel.Optimal);
        }
        return zip.Length / 1e6;
    }
}
