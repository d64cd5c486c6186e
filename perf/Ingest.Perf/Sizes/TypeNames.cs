using System.Reflection.Metadata;

namespace Ingest.Perf.Sizes;

/// <summary>Says which type a token of an mstat file belongs to.</summary>
internal sealed class TypeNames(MetadataReader metadata)
{
    private const string CoreLibrary = "System.Private.CoreLib";

    private readonly Dictionary<EntityHandle, TypeName> _known = [];

    public TypeName Of(EntityHandle handle)
    {
        if (!_known.TryGetValue(handle, out var name)) _known[handle] = name = Find(handle);
        return name;
    }

    private TypeName Find(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => Reference((TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => Signature(metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature)),
        HandleKind.MemberReference => Of(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent),
        HandleKind.MethodSpecification => Of(metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
        _ => new TypeName("(made by the compiler)", "", ""),
    };

    private TypeName Reference(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind != HandleKind.TypeReference)
            return new TypeName(Assembly(type.ResolutionScope), metadata.GetString(type.Namespace), name);
        var outer = Of(type.ResolutionScope);
        return outer with { Type = $"{outer.Type}.{name}" };
    }

    private string Assembly(EntityHandle scope) => scope.Kind == HandleKind.AssemblyReference
        ? metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
        : "(made by the compiler)";

    // ECMA-335 II.23.2.12: what an array, a pointer or an instantiated generic is made of.
    private TypeName Signature(BlobReader signature)
    {
        while (true)
        {
            var code = signature.ReadSignatureTypeCode();
            switch (code)
            {
                case SignatureTypeCode.TypeHandle: return Of(signature.ReadTypeHandle());
                case SignatureTypeCode.GenericTypeInstance or SignatureTypeCode.SZArray or SignatureTypeCode.Array or SignatureTypeCode.Pointer or SignatureTypeCode.ByReference:
                    continue;
                default: return new TypeName(CoreLibrary, "System", $"{code}");
            }
        }
    }
}
