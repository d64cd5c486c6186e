using System.Text.Json;

namespace Ingest.Function.Events;

/// <summary>The member names of the objects that are open while an event is read: finds a name that occurs twice in one object.</summary>
internal sealed class MemberNames
{
    /// <summary>The most members one object may have; keeps the search for duplicates from growing with the square of a hostile object.</summary>
    public const int MostMembers = 1_024;

    private readonly Stack<int> _outer = new();
    private uint[] _hashes = new uint[128];
    private Slice[] _names = new Slice[128];
    private int _count;

    /// <summary>Where the innermost object's names begin; <see cref="_outer"/> has those around it.</summary>
    private int _first;

    public int MembersOfObject => _count - _first;

    public void Clear()
    {
        _count = _first = 0;
        _outer.Clear();
    }

    public void OpenObject()
    {
        _outer.Push(_first);
        _first = _count;
    }

    public void CloseObject()
    {
        _count = _first;
        _first = _outer.Pop();
    }

    /// <summary>Notes the name the reader stands on.</summary>
    /// <param name="json">The bytes the reader reads.</param>
    /// <param name="reader">Stands on a property name.</param>
    /// <returns>False where the innermost object has that name already.</returns>
    public bool Add(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var hash = Hash(ref reader);
        for (var from = _first; from < _count; from++)
        {
            var hit = _hashes.AsSpan(from, _count - from).IndexOf(hash);
            if (hit < 0) break;
            from += hit;
            if (IsSame(json, _names[from], ref reader)) return false;
        }

        if (_count == _hashes.Length)
        {
            Array.Resize(ref _hashes, _count * 2);
            Array.Resize(ref _names, _count * 2);
        }
        _hashes[_count] = hash;
        // The slice keeps its quotes, so that an escaped name can be read again by the JSON reader itself.
        _names[_count++] = new Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
        return true;
    }

    private static bool IsSame(ReadOnlySpan<byte> json, Slice quoted, ref Utf8JsonReader reader)
    {
        var other = new Utf8JsonReader(json.Slice(quoted.Start, quoted.Length));
        other.Read();
        if (!other.ValueIsEscaped) return reader.ValueTextEquals(other.ValueSpan);
        Span<byte> unescaped = new byte[other.ValueSpan.Length];
        return reader.ValueTextEquals(unescaped[..other.CopyString(unescaped)]);
    }

    private static uint Hash(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return Hash(reader.ValueSpan);
        Span<byte> unescaped = new byte[reader.ValueSpan.Length];
        return Hash(unescaped[..reader.CopyString(unescaped)]);
    }

    /// <summary>FNV-1a: names are short, and a collision only costs a comparison.</summary>
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2_166_136_261u;
        foreach (var b in name) hash = (hash ^ b) * 16_777_619u;
        return hash;
    }
}
