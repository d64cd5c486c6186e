using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Ingest.Perf.Functions;
using Ingest.Perf.Sizes;
using TypeName = Ingest.Perf.Sizes.TypeName;

namespace Ingest.Perf.Tests.Sizes;

public sealed class MstatReaderTests
{
    [Fact]
    public void EachEntryIsCountedForTheTypeThatWasWritten()
    {
        var path = Write(new Version(2, 1));

        var parts = MstatReader.Read(path);

        parts.ShouldBe(
        [
            // A method of List<int>: its code, the collector's information and exception handling.
            new CompiledPart(new TypeName("System.Collections", "System.Collections.Generic", "List`1"), PartKind.Code, 300 + 20 + 5),
            // An array of a nested type.
            new CompiledPart(new TypeName("System.Collections", "System.Collections.Generic", "List`1.Enumerator"), PartKind.Type, 64),
            // A literal counts for what owns it.
            new CompiledPart(new TypeName("System.Collections", "System.Collections.Generic", "List`1"), PartKind.Object, 40),
            new CompiledPart(new TypeName("(tables)", "Metadata", ""), PartKind.Table, 70_000),
        ]);
        File.Delete(path);
    }

    [Fact]
    public void AnotherVersionOfTheFormatIsRefused()
    {
        var path = Write(new Version(3, 0));

        Should.Throw<FunctionFailedException>(() => MstatReader.Read(path)).Message.ShouldContain("3.0");
        File.Delete(path);
    }

    private static string Write(Version version)
    {
        var metadata = new MetadataBuilder();
        metadata.AddAssembly(metadata.GetOrAddString("bootstrap"), version, default, default, default, default);
        metadata.AddModule(0, metadata.GetOrAddString("bootstrap"), metadata.GetOrAddGuid(Guid.Empty), default, default);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var assembly = metadata.AddAssemblyReference(metadata.GetOrAddString("System.Collections"), version, default, default, default, default);
        var list = metadata.AddTypeReference(assembly, metadata.GetOrAddString("System.Collections.Generic"), metadata.GetOrAddString("List`1"));
        var nested = metadata.AddTypeReference(list, default, metadata.GetOrAddString("Enumerator"));
        var ofInt = Specification(s => s.GenericInstantiation(list, 1, isValueType: false).AddArgument().Int32());
        var array = Specification(s => s.SZArray().Type(nested, isValueType: true));
        var method = metadata.AddMemberReference(ofInt, metadata.GetOrAddString("Add"), metadata.GetOrAddBlob(new byte[] { 0x20, 0, 1 }));

        var bodies = new BlobBuilder();
        var stream = new MethodBodyStreamEncoder(bodies);
        Add("Methods", method, 300, 20, 5, 0);
        Add("Types", array, 64, 0);
        Add("FrozenObjects", nested, 40, 0, ofInt);
        Add("Blobs", "Metadata", 70_000);

        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), bodies).Serialize(image);
        var path = Path.GetTempFileName();
        using var file = File.Create(path);
        image.WriteContentTo(file);
        return path;

        EntityHandle Specification(Action<SignatureTypeEncoder> write)
        {
            var signature = new BlobBuilder();
            write(new BlobEncoder(signature).TypeSpecificationSignature());
            return metadata.AddTypeSpecification(metadata.GetOrAddBlob(signature));
        }

        void Add(string name, params object[] operands)
        {
            var code = new InstructionEncoder(new BlobBuilder());
            foreach (var operand in operands)
            {
                if (operand is int number) code.LoadConstantI4(number);
                else if (operand is string text) code.LoadString(metadata.GetOrAddUserString(text));
                else
                {
                    code.OpCode(ILOpCode.Ldtoken);
                    code.Token(operand is EntityHandle handle ? handle : operand is TypeReferenceHandle type ? type : (MemberReferenceHandle)operand);
                }
            }
            metadata.AddMethodDefinition(MethodAttributes.Static, default, metadata.GetOrAddString(name), metadata.GetOrAddBlob(new byte[] { 0, 0, 1 }), stream.AddMethodBody(code), default);
        }
    }
}
