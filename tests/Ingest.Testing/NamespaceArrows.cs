using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Ingest.Testing;

/// <summary>
/// Which folders of an assembly use which, read from its compiled metadata: base types, fields, signatures, locals, attributes
/// and all that the code of a method names. What the compiler leaves no trace of (constants, nameof) is not seen.
/// A folder is the first segment of a namespace behind its root, "" the root itself. Nested and generated types count where they stand.
/// </summary>
internal static class NamespaceArrows
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    /// <summary>Every pair of folders of which the first uses the second, with a pair of types that shows it.</summary>
    public static IReadOnlyDictionary<(string From, string To), (string User, string Used)> Of(Assembly assembly, string root)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var arrows = new SortedDictionary<(string, string), (string, string)>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            if (FolderOf(metadata, handle, root) is not { } from) continue;
            foreach (var used in new References(file, metadata).Of(handle))
            {
                if (FolderOf(metadata, used, root) is { } to && to != from)
                    arrows.TryAdd((from, to), (NameOf(metadata, handle), NameOf(metadata, used)));
            }
        }
        return arrows;
    }

    /// <summary>What differs between the arrows that are there and those in <paramref name="allowed"/>; empty if nothing does.</summary>
    /// <param name="allowed">
    /// A line a folder, <c>Folder: Used Used</c>, the root being <c>(root)</c>. A line may name only folders of lines above it, so no
    /// list describes a cycle.
    /// </param>
    public static IReadOnlyList<string> Differences(Assembly assembly, string root, string allowed)
    {
        var above = new HashSet<string>(StringComparer.Ordinal);
        var (listed, differences) = (new HashSet<(string, string)>(), new List<string>());
        foreach (var line in allowed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (from, used) = (line.Split(':')[0], line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            differences.AddRange(used.Where(to => !above.Contains(to)).Select(to => $"{from} may not list {to}, which no line above it describes"));
            listed.UnionWith(used.Select(to => (from, to)));
            above.Add(from);
        }
        var found = Of(assembly, root).ToDictionary(arrow => (Shown(arrow.Key.From), Shown(arrow.Key.To)), arrow => arrow.Value);
        differences.AddRange(found.Where(arrow => !listed.Contains(arrow.Key))
            .Select(arrow => $"{arrow.Key.Item1} may not use {arrow.Key.Item2}, but {arrow.Value.User} uses {arrow.Value.Used}"));
        differences.AddRange(listed.Where(arrow => !found.ContainsKey(arrow)).Select(arrow => $"{arrow.Item1} uses {arrow.Item2} no longer: take it from the list"));
        return differences;

        static string Shown(string folder) => folder.Length == 0 ? "(root)" : folder;
    }

    /// <summary>Null for what stands outside the root: other assemblies' look-alikes and what the compiler adds.</summary>
    private static string? FolderOf(MetadataReader metadata, TypeDefinitionHandle handle, string root)
    {
        var type = Outermost(metadata, handle);
        var (space, name) = (metadata.GetString(type.Namespace), metadata.GetString(type.Name));
        // The Program of top-level statements has no namespace.
        if (space == root || (space.Length == 0 && name == "Program")) return "";
        return space.StartsWith(root + '.', StringComparison.Ordinal) ? space[(root.Length + 1)..].Split('.')[0] : null;
    }

    private static string NameOf(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = Outermost(metadata, handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    private static TypeDefinition Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (type.IsNested) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return type;
    }

    /// <summary>Gathers the types of this assembly that one type names. As a provider of signatures it only takes note: its types are nothing.</summary>
    private sealed class References(PEReader file, MetadataReader metadata) : ISignatureTypeProvider<bool, bool>
    {
        private readonly HashSet<TypeDefinitionHandle> _found = [];

        public HashSet<TypeDefinitionHandle> Of(TypeDefinitionHandle handle)
        {
            var type = metadata.GetTypeDefinition(handle);
            Add(type.BaseType);
            foreach (var implemented in type.GetInterfaceImplementations()) Add(metadata.GetInterfaceImplementation(implemented).Interface);
            AddConstraints(type.GetGenericParameters());
            AddAttributes(type.GetCustomAttributes());
            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                field.DecodeSignature(this, false);
                AddAttributes(field.GetCustomAttributes());
            }
            foreach (var property in type.GetProperties()) AddAttributes(metadata.GetPropertyDefinition(property).GetCustomAttributes());
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
            {
                method.DecodeSignature(this, false);
                AddConstraints(method.GetGenericParameters());
                AddAttributes(method.GetCustomAttributes());
                foreach (var parameter in method.GetParameters()) AddAttributes(metadata.GetParameter(parameter).GetCustomAttributes());
                if (method.RelativeVirtualAddress != 0) AddBody(file.GetMethodBody(method.RelativeVirtualAddress));
            }
            return _found;
        }

        private void AddBody(MethodBodyBlock body)
        {
            if (!body.LocalSignature.IsNil) metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, false);
            foreach (var region in body.ExceptionRegions) Add(region.CatchType);
            for (var il = body.GetILReader(); il.RemainingBytes > 0;)
            {
                int code = il.ReadByte();
                // ECMA-335, partition III, 1.2.1: the one prefix of codes of two bytes.
                if (code == 0xFE) code = code << 8 | il.ReadByte();
                switch (Operands[code])
                {
                    case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                        Add(MetadataTokens.EntityHandle(il.ReadInt32()));
                        break;
                    case OperandType.InlineSwitch:
                        var targets = il.ReadInt32();
                        il.Offset += targets * sizeof(int);
                        break;
                    case var operand:
                        il.Offset += SizeOf(operand);
                        break;
                }
            }
        }

        private static int SizeOf(OperandType operand) => operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => 4,
        };

        private void Add(EntityHandle handle)
        {
            if (handle.IsNil) return;
            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition: _found.Add((TypeDefinitionHandle)handle); break;
                case HandleKind.TypeSpecification: metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, false); break;
                case HandleKind.FieldDefinition: _found.Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()); break;
                case HandleKind.MethodDefinition: _found.Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()); break;
                case HandleKind.MemberReference: Add(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent); break;
                case HandleKind.MethodSpecification:
                    var method = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                    Add(method.Method);
                    method.DecodeSignature(this, false);
                    break;
            }
        }

        private void AddConstraints(GenericParameterHandleCollection parameters)
        {
            foreach (var parameter in parameters)
            {
                foreach (var constraint in metadata.GetGenericParameter(parameter).GetConstraints())
                    Add(metadata.GetGenericParameterConstraint(constraint).Type);
            }
        }

        private void AddAttributes(CustomAttributeHandleCollection attributes)
        {
            foreach (var attribute in attributes) Add(metadata.GetCustomAttribute(attribute).Constructor);
        }

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => _found.Add(handle);

        public bool GetTypeFromSpecification(MetadataReader reader, bool genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;
        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;
        public bool GetArrayType(bool elementType, ArrayShape shape) => false;
        public bool GetByReferenceType(bool elementType) => false;
        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;
        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;
        public bool GetGenericMethodParameter(bool genericContext, int index) => false;
        public bool GetGenericTypeParameter(bool genericContext, int index) => false;
        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;
        public bool GetPinnedType(bool elementType) => false;
        public bool GetPointerType(bool elementType) => false;
        public bool GetSZArrayType(bool elementType) => false;
    }
}
