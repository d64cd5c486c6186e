using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Ingest.Function.Buffers;
using Ingest.Function.Problems;

namespace Ingest.Function.Events;

internal ref partial struct EventReader
{
    /// <summary>A pointer ends before a longer name: a hostile one must not swell the response.</summary>
    private const int LongestNameInPointer = 128;

    // A number of so many digits without an exponent is below the largest double, 1.8e308.
    private const int SurelyFiniteDigits = 300;

    private void AddError(Problem problem, string pointer, string detail)
    {
        _errors ??= [];
        if (_errors.Count == MostErrors) return;
        // An object with a hundred members too many has one error.
        foreach (var error in _errors)
        {
            if (error.Problem == problem && error.Pointer == pointer) return;
        }
        _errors.Add(new EventError(problem, pointer, detail));
    }

    private void AddTypeError(string pointer, string expected) =>
        AddError(Problem.WrongType, pointer, $"Expected {expected}, found {Name(_reader.TokenType)}.");

    /// <summary>Checks the member name the reader stands on, against its siblings.</summary>
    /// <param name="parent">The pointer to its object.</param>
    /// <param name="quoted">The name, with its quotes.</param>
    /// <param name="isBelow">Whether its object lies somewhere below the parent instead.</param>
    /// <returns>False if it is no string that could be compared.</returns>
    private bool TryNoteName(string parent, out Slice quoted, bool isBelow = false)
    {
        quoted = new Slice((int)_reader.TokenStartIndex, _reader.ValueSpan.Length + 2);
        if (IsLoneSurrogate(parent)) return false;
        if (_names.MembersOfObject >= MemberNames.MostMembers)
            AddError(Problem.TooMany, parent, $"An object may have {MemberNames.MostMembers} members; this one has more.");
        else if (!_names.Add(_json, ref _reader))
            AddError(Problem.DuplicateMember, isBelow ? parent : Pointer(parent, quoted), $"The member name occurs twice in its object, again at byte {quoted.Start} of the event.");
        return true;
    }

    /// <summary>
    /// Whether the name or string the reader stands on has an escape for half of a surrogate pair: RFC 8259 §8.2 lets it
    /// through, but it is no Unicode text, and readers of what is stored would each do something else with it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsLoneSurrogate(string pointer) => _reader.ValueIsEscaped && HasLoneSurrogate(pointer);

    private bool HasLoneSurrogate(string pointer)
    {
        if (Surrogates.FindLone(_reader.ValueSpan) is not (>= 0 and var at)) return false;
        var what = _reader.TokenType == JsonTokenType.PropertyName ? "A member name" : "A string";
        var escape = Encoding.ASCII.GetString(_reader.ValueSpan.Slice(at, Surrogates.EscapeLength));
        AddError(Problem.LoneSurrogate, pointer, $"{what} holds {escape}, half of a surrogate pair, at byte {_reader.TokenStartIndex + 1 + at} of the event.");
        return true;
    }

    /// <summary>Moves to a member's value, which must be an object, and into it.</summary>
    private bool EnterObject(string pointer)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.StartObject)
        {
            _names.OpenObject();
            return true;
        }
        AddTypeError(pointer, "an object");
        SkipValue();
        return false;
    }

    /// <summary>Checks the key the reader stands on and moves to its value.</summary>
    /// <returns>False if the key is no string to be named by; its value is read then.</returns>
    private bool TryReadKey(string parent, out Slice key)
    {
        if (!TryNoteName(parent, out key))
        {
            ReadUnknown();
            return false;
        }
        if (_reader.ValueSpan.Length > EventRules.KeyLength)
        {
            var length = CountCharacters(_reader.GetString()!);
            if (length > EventRules.KeyLength) AddError(Problem.TooLong, parent, $"A key may have {EventRules.KeyLength} characters; this one has {length}.");
        }
        else if (_reader.ValueSpan.IsEmpty)
        {
            AddError(Problem.InvalidValue, parent, "A key must not be empty.");
        }
        _reader.Read();
        return true;
    }

    private void CheckCount(string pointer, int most)
    {
        if (_names.MembersOfObject > most) AddError(Problem.TooMany, pointer, $"{pointer[1..]} may have {most} entries; it has {_names.MembersOfObject}.");
    }

    /// <summary>Moves to a member's value, which must be a string of 1 to <paramref name="most"/> characters, and keeps it in the arena.</summary>
    private Slice? ReadString(string pointer, int most)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.String)
        {
            AddTypeError(pointer, "a string");
            SkipValue();
            return null;
        }
        if (IsLoneSurrogate(pointer)) return null;
        var mark = _arena.Length;
        var room = _arena.Append(_reader.ValueSpan.Length, out var slice);
        var length = _reader.CopyString(room);
        _arena.TruncateTo(mark + length);
        var characters = length <= most ? length : CountCharacters(Encoding.UTF8.GetString(room[..length]));
        if (characters >= 1 && characters <= most) return slice with { Length = length };
        if (characters == 0) AddError(Problem.InvalidValue, pointer, $"{pointer[1..]} must have 1 to {most} characters; it is empty.");
        else AddError(Problem.TooLong, pointer, $"{pointer[1..]} may have {most} characters; it has {characters}.");
        _arena.TruncateTo(mark);
        return null;
    }

    private readonly bool IsFinite()
    {
        var digits = _reader.ValueSpan;
        if (digits.Length <= SurelyFiniteDigits && !digits.ContainsAny((byte)'e', (byte)'E')) return true;
        return _reader.TryGetDouble(out var number) && double.IsFinite(number);
    }

    private void CheckStringBytes(string parent, Slice key)
    {
        var length = _reader.ValueSpan.Length;
        if (_reader.ValueIsEscaped && IsLoneSurrogate(Pointer(parent, key))) return;
        if (length > EventRules.StringBytes && _reader.ValueIsEscaped)
        {
            var unescaped = ArrayPool<byte>.Shared.Rent(length);
            length = _reader.CopyString(unescaped);
            ArrayPool<byte>.Shared.Return(unescaped);
        }
        if (length > EventRules.StringBytes)
            AddError(Problem.TooLong, Pointer(parent, key), $"A string may have {EventRules.StringBytes} bytes of UTF-8; this one has {length}.");
    }

    /// <summary>Moves to an unknown member's value and past it: it is kept as it is.</summary>
    private void ReadUnknown()
    {
        _reader.Read();
        SkipValue();
    }

    /// <summary>Reads the value the reader stands on to its end, checking depth and member names.</summary>
    private void SkipValue()
    {
        if (_reader.TokenType == JsonTokenType.String) IsLoneSurrogate("");
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var depth = _reader.CurrentDepth;
        Visit();
        do
        {
            _reader.Read();
            Visit();
        }
        while (_reader.CurrentDepth > depth);
    }

    private void Visit()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                CheckDepth();
                _names.OpenObject();
                break;
            case JsonTokenType.StartArray:
                CheckDepth();
                break;
            case JsonTokenType.EndObject:
                _names.CloseObject();
                break;
            case JsonTokenType.PropertyName:
                TryNoteName("", out _, isBelow: true);
                break;
            case JsonTokenType.String:
                IsLoneSurrogate("");
                break;
        }
    }

    private void CheckDepth()
    {
        // The event's own object is level 1; the reader counts it as 0.
        if (_reader.CurrentDepth + 1 > EventRules.Depth)
            AddError(Problem.TooDeep, "", $"The event may nest {EventRules.Depth} levels deep; it nests deeper at byte {_reader.TokenStartIndex}.");
    }

    private readonly string Pointer(string parent, Slice quotedName)
    {
        if (quotedName.Length > LongestNameInPointer) return parent;
        var name = new Utf8JsonReader(_json.Slice(quotedName.Start, quotedName.Length));
        name.Read();
        return $"{parent}/{name.GetString()!.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
    }

    private static int CountCharacters(string value)
    {
        var count = 0;
        foreach (var _ in value.EnumerateRunes()) count++;
        return count;
    }

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
