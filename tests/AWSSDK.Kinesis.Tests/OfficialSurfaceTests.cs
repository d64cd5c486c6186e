using System.Reflection;
using System.Text;

namespace Amazon.Kinesis.Tests;

/// <summary>
/// Holds the public surface against OfficialSurface.txt: signatures of AWSSDK.Kinesis 4.0.8, read from its published
/// sources. The stand-in offers a part of that package and nothing beside it.
/// </summary>
public sealed class OfficialSurfaceTests
{
    [Fact]
    public void EveryPublicMemberHasItsOfficialSignature()
    {
        using var stream = typeof(OfficialSurfaceTests).Assembly.GetManifestResourceStream("AWSSDK.Kinesis.Tests.OfficialSurface.txt")!;
        using var reader = new StreamReader(stream);
        var official = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToList();

        var actual = Surface().ToList();

        actual.Except(official).ShouldBeEmpty("not in the official package");
        official.Except(actual).ShouldBeEmpty("missing or of another signature");
    }

    private static IEnumerable<string> Surface() =>
        from type in typeof(AmazonKinesisClient).Assembly.GetExportedTypes()
        where !type.Namespace!.StartsWith("Amazon.Kinesis.Internal", StringComparison.Ordinal)
        orderby type.FullName, type.FullName
        from line in Describe(type)
        select line;

    private static IEnumerable<string> Describe(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsAbstract && type.IsSealed ? "static class" : "class";
        var parent = type.BaseType is null || type.BaseType == typeof(object) ? "" : $" : {Name(type.BaseType)}";
        yield return $"{kind} {type.FullName}{parent}";

        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var members = new List<string>();
        members.AddRange(type.GetConstructors(declared).Select(constructor => $"new({Parameters(constructor)})"));
        members.AddRange(type.GetProperties(declared).Select(property =>
            $"{(property.GetMethod!.IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is { IsPublic: true } ? " set;" : "")} }}"));
        members.AddRange(type.GetFields(declared).Select(field => $"static readonly {Name(field.FieldType)} {field.Name}"));
        members.AddRange(type.GetMethods(declared)
            .Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            .Select(method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})"));
        foreach (var member in members.Order(StringComparer.Ordinal))
            yield return $"  {type.Name}: {member}";
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = default" : "")}"));

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (!type.IsGenericType)
            return type.Name;
        var name = new StringBuilder(type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]).Append('<');
        name.AppendJoin(", ", type.GetGenericArguments().Select(Name)).Append('>');
        return name.ToString();
    }
}
