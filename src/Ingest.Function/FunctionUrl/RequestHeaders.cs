using System.Text.Json;
using Ingest.Function.Buffers;

namespace Ingest.Function.FunctionUrl;

/// <summary>
/// A request's headers, whatever they are. The platform gives names in lower case, and repeated ones joined by a comma.
/// Their bytes are copied, some hundred, so that no header outlives or pins the event that it came in.
/// </summary>
internal sealed class RequestHeaders : IDisposable
{
    private readonly Arena _bytes = new();
    private readonly List<(Slice Name, Slice Value)> _headers = [];

    /// <summary>A header's value; empty if there is none.</summary>
    /// <param name="name">In lower case.</param>
    public ReadOnlySpan<byte> this[ReadOnlySpan<byte> name]
    {
        get
        {
            foreach (var (itsName, value) in _headers)
            {
                if (itsName.Length == name.Length && _bytes[itsName].SequenceEqual(name)) return _bytes[value];
            }
            return default;
        }
    }

    public int Count => _headers.Count;

    /// <summary>The header at this place.</summary>
    public ReadOnlySpan<byte> NameAt(int place) => _bytes[_headers[place].Name];

    public ReadOnlySpan<byte> ValueAt(int place) => _bytes[_headers[place].Value];

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => _headers.Add((_bytes.Append(name), _bytes.Append(value)));

    /// <param name="reader">At a header's name; at its value afterwards. One that is null is none.</param>
    /// <exception cref="JsonException">The value is no string.</exception>
    public void Add(ref Utf8JsonReader reader)
    {
        var name = Append(ref reader);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"A header's value is no string but {reader.TokenType}.");
        _headers.Add((name, Append(ref reader)));
    }

    public void Dispose()
    {
        _headers.Clear();
        _bytes.Dispose();
    }

    private Slice Append(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return _bytes.Append(reader.ValueSpan);
        // Unescaping only shortens.
        var room = _bytes.Append(reader.ValueSpan.Length, out var slice);
        try
        {
            slice = slice with { Length = reader.CopyString(room) };
        }
        // An escape for half of a surrogate pair: the header stays as it came, for nobody may ask for it.
        catch (InvalidOperationException)
        {
            reader.ValueSpan.CopyTo(room);
        }
        _bytes.TruncateTo(slice.Start + slice.Length);
        return slice;
    }
}
