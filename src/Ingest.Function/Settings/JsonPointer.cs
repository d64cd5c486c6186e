using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ingest.Function.Buffers;

namespace Ingest.Function.Settings;

/// <summary>The place of a member in an event: an RFC 6901 pointer, such as /context/device/id.</summary>
internal sealed class JsonPointer
{
    private readonly byte[][] _names;
    private readonly string _pointer;

    private JsonPointer(string pointer, byte[][] names) => (_pointer, _names) = (pointer, names);

    public static bool TryParse(string pointer, [NotNullWhen(true)] out JsonPointer? parsed)
    {
        parsed = null;
        if (pointer.Length < 2 || pointer[0] != '/') return false;
        var names = pointer[1..].Split('/').Select(static name => Encoding.UTF8.GetBytes(name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));
        parsed = new JsonPointer(pointer, [.. names]);
        return true;
    }

    public static JsonPointer Parse(string pointer) => TryParse(pointer, out var parsed) ? parsed : throw new ArgumentException($"'{pointer}' is no JSON pointer.", nameof(pointer));

    /// <summary>Finds the value in one pass over the JSON before it.</summary>
    /// <param name="json">Well-formed.</param>
    /// <param name="at">Stands on the value, if there is one.</param>
    public bool TryFind(ReadOnlySpan<byte> json, out Utf8JsonReader at)
    {
        at = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        at.Read();
        foreach (var name in _names)
        {
            var isFound = at.TokenType switch
            {
                JsonTokenType.StartObject => TryEnterMember(ref at, name),
                JsonTokenType.StartArray => TryEnterElement(ref at, name),
                _ => false,
            };
            if (!isFound) return false;
        }
        return true;
    }

    public override string ToString() => _pointer;

    private static bool TryEnterMember(ref Utf8JsonReader at, ReadOnlySpan<byte> name)
    {
        while (at.Read() && at.TokenType == JsonTokenType.PropertyName)
        {
            var isMember = !IsLoneSurrogate(at) && at.ValueTextEquals(name);
            at.Read();
            if (isMember) return true;
            at.Skip();
        }
        return false;
    }

    /// <summary>Such a name is no Unicode text and cannot be compared; the envelope around events may have one.</summary>
    private static bool IsLoneSurrogate(in Utf8JsonReader at) => at.ValueIsEscaped && Surrogates.FindLone(at.ValueSpan) >= 0;

    private static bool TryEnterElement(ref Utf8JsonReader at, ReadOnlySpan<byte> name)
    {
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return false;
        while (at.Read() && at.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0) return true;
            at.Skip();
        }
        return false;
    }
}
