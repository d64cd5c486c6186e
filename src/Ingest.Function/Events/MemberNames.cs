using System.Text.Json;

namespace Ingest.Function.Events;

/// <summary>The member names of the objects that are open while an event is read: finds a name that occurs twice in one object.</summary>
internal sealed class MemberNames
{
    /// <summary>The most members one object may have: with the depth it bounds what is held here.</summary>
    public const int MostMembers = 1_024;

    private const int LongestOnStack = 256;

    private readonly PlaceTable _table = new();

    // Where each open object's names begin; those too deep for a valid event have none.
    private readonly int[] _firsts = new int[EventRules.Depth + 1];
    private Name[] _names = new Name[32];
    private int _depth;
    private int _count;

    /// <summary>Of the innermost open object.</summary>
    public int MembersOfObject => _count - _firsts[Math.Min(_depth, EventRules.Depth)];

    /// <summary>Slots looked at so far.</summary>
    public long Probes => _table.Probes;

    public void Clear()
    {
        // Most often nothing: a well-formed event has closed its objects.
        while (_count > 0) _table.Remove(_names[--_count].Slot);
        _depth = 0;
    }

    public void OpenObject()
    {
        if (++_depth <= EventRules.Depth) _firsts[_depth] = _count;
    }

    public void CloseObject()
    {
        if (_depth <= EventRules.Depth)
        {
            for (var first = _firsts[_depth]; _count > first;) _table.Remove(_names[--_count].Slot);
        }
        _depth--;
    }

    /// <summary>Notes the name the reader stands on.</summary>
    /// <param name="json">The bytes the reader reads.</param>
    /// <param name="reader">Stands on a property name whose escapes are sound.</param>
    /// <returns>False if the innermost object has that name already. Names of objects that are too deep are not looked at.</returns>
    public bool Add(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        if (_depth > EventRules.Depth) return true;
        if (!reader.ValueIsEscaped) return Add(json, ref reader, reader.ValueSpan);
        var length = reader.ValueSpan.Length;
        Span<byte> unescaped = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        return Add(json, ref reader, unescaped[..reader.CopyString(unescaped)]);
    }

    private bool Add(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        if (_table.IsFullWith(_count)) Grow();
        if (_count == _names.Length) Array.Resize(ref _names, _count * 2);
        // Objects that are open at once differ in depth.
        var hash = SeededHash.Of(name) + (ulong)_depth;
        var keys = new Keys(json, name, _names, _firsts[_depth], hash);
        if (_table.FindOrAdd(hash, _count, ref keys, out var slot) != _count) return false;
        // The slice keeps its quotes, so that an escaped name can be read again by the JSON reader itself.
        _names[_count++] = new Name(hash, new Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2), slot);
        return true;
    }

    private void Grow()
    {
        _table.Clear(_count * 2);
        for (var place = 0; place < _count; place++)
        {
            // They are known to differ.
            var none = default(Keys);
            _table.FindOrAdd(_names[place].Hash, place, ref none, out var slot);
            _names[place] = _names[place] with { Slot = slot };
        }
    }

    private readonly record struct Name(ulong Hash, Slice Quoted, int Slot);

    /// <summary>The name that is looked for, and the others.</summary>
    private readonly ref struct Keys(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, Name[]? names, int first, ulong hash) : IPlaceKeys
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private readonly ReadOnlySpan<byte> _name = name;

        public bool IsSame(int place)
        {
            if (names is null || place < first || names[place].Hash != hash) return false;
            var other = new Utf8JsonReader(_json.Slice(names[place].Quoted.Start, names[place].Quoted.Length));
            other.Read();
            return other.ValueTextEquals(_name);
        }
    }
}
