using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Ingest.Function.Buffers;

namespace Ingest.Function.Events;

/// <summary>The member names of the objects that are open while an event is read: finds a name that occurs twice in one object.</summary>
internal sealed class MemberNames
{
    /// <summary>The most members one object may have: with the depth it bounds what is held here.</summary>
    public const int MostMembers = 1_024;

    private const int LongestOnStack = 256;

    /// <summary>So few names are looked through one by one, which is faster than hashing: nearly all objects have no more.</summary>
    private const int Few = 16;

    private readonly PlaceTable _table = new();

    // Where each open object's names begin; those too deep for a valid event have none.
    private readonly int[] _firsts = new int[EventRules.Depth + 1];

    // A bit for each depth whose object has its names in the table.
    private int _hashed;
    private ulong[] _prints = new ulong[32];

    // With its quotes, so that an escaped name can be read again by the JSON reader itself.
    private Slice[] _quoted = new Slice[32];
    private (ulong Hash, int Slot)[] _slots = [];
    private int _depth;
    private int _count;

    /// <summary>Of the innermost open object.</summary>
    public int MembersOfObject => _count - _firsts[Math.Min(_depth, EventRules.Depth)];

    /// <summary>Slots looked at so far.</summary>
    public long Probes => _table.Probes;

    public void Clear()
    {
        // Most often nothing: a well-formed event has closed its objects.
        while (_depth > 0) CloseObject();
    }

    public void OpenObject()
    {
        if (++_depth <= EventRules.Depth) _firsts[_depth] = _count;
    }

    public void CloseObject()
    {
        if (_depth <= EventRules.Depth)
        {
            if (IsHashed)
            {
                while (_count > _firsts[_depth]) _table.Remove(_slots[--_count].Slot);
                _hashed &= ~(1 << _depth);
            }
            _count = _firsts[_depth];
        }
        _depth--;
    }

    private bool IsHashed => (_hashed & (1 << _depth)) != 0;

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
        var first = _firsts[_depth];
        if (_count == _quoted.Length) Resize();
        var print = Print(name);
        if (_count - first < Few)
        {
            var prints = _prints;
            for (var place = first; place < _count; place++)
            {
                if (prints[place] == print && IsSame(json, _quoted[place], name)) return false;
            }
        }
        else
        {
            if (!IsHashed) HashFew(json, first);
            if (!TryHash(json, name, first, _count)) return false;
        }
        _prints[_count] = print;
        _quoted[_count++] = new Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
        return true;
    }

    private void HashFew(ReadOnlySpan<byte> json, int first)
    {
        _hashed |= 1 << _depth;
        for (var place = first; place < _count; place++)
        {
            var quoted = _quoted[place];
            var reader = new Utf8JsonReader(json.Slice(quoted.Start, quoted.Length));
            reader.Read();
            var name = new byte[quoted.Length];
            TryHash(json, name.AsSpan(0, reader.CopyString(name)), first, place);
        }
    }

    /// <returns>False if the table has the name already.</returns>
    private bool TryHash(ReadOnlySpan<byte> json, scoped ReadOnlySpan<byte> name, int first, int place)
    {
        if (_slots.Length < _quoted.Length) Array.Resize(ref _slots, _quoted.Length);
        if (_table.IsFullWith(_count)) Grow(place);
        // Objects that are open at once differ in depth.
        var hash = SeededHash.Of(name) + (ulong)_depth;
        var keys = new Keys(json, name, this, first, hash);
        if (_table.FindOrAdd(hash, place, ref keys, out var slot) != place) return false;
        _slots[place] = (hash, slot);
        return true;
    }

    private void Grow(int places)
    {
        _table.Clear(_count * 2);
        for (var (depth, place) = (1, 0); place < places; place++)
        {
            // A place is that of the last object which begins at or before it.
            while (depth < _depth && _firsts[depth + 1] <= place) depth++;
            if ((_hashed & (1 << depth)) == 0) continue;
            // They are known to differ.
            var none = default(Keys);
            _table.FindOrAdd(_slots[place].Hash, place, ref none, out var slot);
            _slots[place] = _slots[place] with { Slot = slot };
        }
    }

    private void Resize()
    {
        Array.Resize(ref _quoted, _count * 2);
        Array.Resize(ref _prints, _count * 2);
    }

    /// <summary>Tells most names apart: their length, and their first and last eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Print(ReadOnlySpan<byte> name)
    {
        if (name.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64LittleEndian(name) ^ (BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]) << 1) ^ (ulong)name.Length;
        var print = (ulong)name.Length << 56;
        for (var i = 0; i < name.Length; i++) print |= (ulong)name[i] << (8 * i);
        return print;
    }

    private static bool IsSame(ReadOnlySpan<byte> json, Slice quoted, ReadOnlySpan<byte> name)
    {
        var other = new Utf8JsonReader(json.Slice(quoted.Start, quoted.Length));
        other.Read();
        return other.ValueTextEquals(name);
    }

    /// <summary>The name that is looked for, and the others.</summary>
    private readonly ref struct Keys(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, MemberNames? names, int first, ulong hash) : IPlaceKeys
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private readonly ReadOnlySpan<byte> _name = name;

        public bool IsSame(int place) => names is not null && place >= first && names._slots[place].Hash == hash && MemberNames.IsSame(_json, names._quoted[place], _name);
    }
}
