using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Ingest.Perf.Functions;

namespace Ingest.Perf.Sizes;

/// <summary>
/// Reads what the native compiler writes under IlcGenerateMstatFile: an assembly whose global methods are lists. Their
/// code is never run; its operands are the entries.
/// </summary>
/// <remarks>
/// Version 2, one entry each: Methods (method, code, collector's information, exception handling, name), Types (type, bytes, name),
/// FrozenObjects (type, bytes, name, owner or 0), Blobs (name, bytes). Source: dotnet/runtime, ILCompiler.Compiler, MstatObjectDumper.
/// </remarks>
internal static class MstatReader
{
    private const int Version = 2;

    /// <exception cref="FunctionFailedException">The file is of another version.</exception>
    public static List<CompiledPart> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var version = metadata.GetAssemblyDefinition().Version;
        if (version.Major != Version) throw new FunctionFailedException($"{path} has format version {version}; {Version} can be read.");
        var names = new TypeNames(metadata);
        List<CompiledPart> parts = [];

        foreach (var entry in Entries("Methods", 5)) Add(names.Of((EntityHandle)entry[0]), PartKind.Code, (int)entry[1] + (int)entry[2] + (int)entry[3]);
        foreach (var entry in Entries("Types", 3)) Add(names.Of((EntityHandle)entry[0]), PartKind.Type, (int)entry[1]);
        foreach (var entry in Entries("FrozenObjects", 4)) Add(names.Of((EntityHandle)(entry[3] is EntityHandle owner ? owner : entry[0])), PartKind.Object, (int)entry[1]);
        foreach (var entry in Entries("Blobs", 2)) Add(new TypeName("(tables)", (string)entry[0], ""), PartKind.Table, (int)entry[1]);
        return parts;

        void Add(TypeName owner, PartKind kind, long bytes) => parts.Add(new CompiledPart(owner, kind, bytes));

        IEnumerable<object[]> Entries(string list, int length)
        {
            var method = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Single(m => metadata.StringComparer.Equals(m.Name, list));
            return Operands(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader(), metadata).Chunk(length);
        }
    }

    private static List<object> Operands(BlobReader code, MetadataReader metadata)
    {
        List<object> operands = [];
        while (code.RemainingBytes > 0)
        {
            var opcode = (ILOpCode)code.ReadByte();
            switch (opcode)
            {
                case ILOpCode.Ldtoken: operands.Add(MetadataTokens.EntityHandle(code.ReadInt32())); break;
                case ILOpCode.Ldstr: operands.Add(metadata.GetUserString(MetadataTokens.UserStringHandle(code.ReadInt32()))); break;
                case ILOpCode.Ldc_i4: operands.Add(code.ReadInt32()); break;
                case ILOpCode.Ldc_i4_s: operands.Add((int)code.ReadSByte()); break;
                case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8: operands.Add((int)opcode - (int)ILOpCode.Ldc_i4_0); break;
                default: throw new FunctionFailedException($"The mstat file has an operation it should not have: {opcode}.");
            }
        }
        return operands;
    }
}
