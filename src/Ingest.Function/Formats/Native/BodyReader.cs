using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ingest.Function.Events;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Formats.Native;

/// <summary>
/// Splits a body into events: one object, an array of them, or {"events":[…]}, or what a mapping has in its place. A damaged event is rejected alone if it is
/// certain where the next one begins; otherwise the body is refused whole. No event is stepped over unseen.
/// </summary>
internal ref struct BodyReader
{
    private readonly EventBatch _batch;
    private readonly ReadOnlySpan<byte> _body;
    private readonly IngestSettings _settings;
    private readonly EventMapping? _mapping;
    private readonly bool _isUtf8;
    private readonly bool _hasReplacements;
    private int _at;

    private BodyReader(EventBatch batch, IngestSettings settings, bool cameAsText, EventMapping? mapping)
    {
        _mapping = mapping;
        _batch = batch;
        _body = batch.Body.Span;
        _settings = settings;
        var isAscii = Ascii.IsValid(_body);
        _isUtf8 = isAscii || Utf8.IsValid(_body);
        _hasReplacements = cameAsText && !isAscii && _body.IndexOf(Utf8Errors.Replacement) >= 0;
    }

    /// <summary>Fills the batch from its body.</summary>
    /// <param name="batch">Empty, with a body.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="cameAsText">Whether the platform decoded the body, and not base64.</param>
    /// <param name="mapping">Of events that are not native.</param>
    /// <exception cref="ProblemException">The body as a whole cannot be read; the batch holds nothing to be written.</exception>
    public static void Read(EventBatch batch, IngestSettings settings, bool cameAsText = false, EventMapping? mapping = null) => new BodyReader(batch, settings, cameAsText, mapping).Read();

    private void Read()
    {
        if (_body.StartsWith(Utf8Errors.ByteOrderMark)) _at = Utf8Errors.ByteOrderMark.Length;
        SkipWhiteSpace();
        switch (Peek())
        {
            case -1:
                throw new ProblemException(Problem.EmptyBody, "The body is empty; send one event, an array of events, or {\"events\":[…]}.");
            case '[':
                _at++;
                ReadElements();
                break;
            case '{':
                if (_mapping is not null) ReadMapped(_mapping);
                else if (TryEnterEnvelope()) ReadEnvelope();
                else ReadSingle();
                break;
            default:
                throw Malformed("Expected { or [");
        }
        SkipWhiteSpace();
        if (Peek() >= 0) throw Malformed("Expected the end of the body");
        if (_batch.Received == 0) throw new ProblemException(Problem.NoEvents, "The body holds no event; send at least one.");
    }

    private void ReadSingle()
    {
        _batch.Received = 1;
        if (ReadEvent(0)) return;
        // One that is cut off is rejected alone: nothing can stand behind it.
        if (ElementScanner.TryFindEnd(_body, _at, out var end) || end < _body.Length) throw Malformed("The event is damaged, and where it ends is not certain,", end);
        _at = end;
    }

    /// <summary>The events lie where the mapping says, in an object that must be well-formed as a whole; without that member it is an event.</summary>
    private void ReadMapped(EventMapping mapping)
    {
        if (mapping.Events is not { } events)
        {
            ReadSingle();
            return;
        }
        if (!TryFindValueEnd(_at, out var end)) throw Malformed($"The object around {events} is not well-formed; it begins");
        if (!events.TryFind(_body[_at..end], out var array) || array.TokenType != JsonTokenType.StartArray)
        {
            ReadSingle();
            return;
        }
        _at += (int)array.TokenStartIndex + 1;
        ReadElements();
        _at = end;
    }

    /// <summary>An envelope is an object whose first member is an array named events; it may have no other.</summary>
    private bool TryEnterEnvelope()
    {
        var start = _at++;
        SkipWhiteSpace();
        if (_body[_at..].StartsWith("\"events\""u8))
        {
            _at += "\"events\""u8.Length;
            SkipWhiteSpace();
            if (Peek() == ':')
            {
                _at++;
                SkipWhiteSpace();
                if (Peek() == '[')
                {
                    _at++;
                    return true;
                }
            }
        }
        _at = start;
        return false;
    }

    private void ReadEnvelope()
    {
        ReadElements();
        SkipWhiteSpace();
        if (Peek() == ',')
        {
            _at++;
            SkipWhiteSpace();
            if (Peek() != '"') throw Malformed("Expected a member's name behind the comma");
            throw InvalidEnvelope($"An envelope may have no member but events; found another at byte {_at} of the body.");
        }
        if (Peek() != '}') throw Malformed("Expected }");
        _at++;
    }

    /// <summary>Reads from behind [ to behind ].</summary>
    private void ReadElements()
    {
        SkipWhiteSpace();
        if (Peek() == ']')
        {
            _at++;
            return;
        }
        while (true)
        {
            var index = _batch.Received;
            if (index == _settings.MaxEvents) throw TooManyEvents();
            _batch.Received++;
            SkipWhiteSpace();
            ReadElement(index);
            SkipWhiteSpace();
            if (Peek() is not (',' or ']')) RejectTrailing(index);
            if (_body[_at++] == ']') return;
        }
    }

    /// <summary>Reads an element to its end, into the valid events or the rejected ones.</summary>
    private void ReadElement(int index)
    {
        var start = _at;
        if (Peek() != '{')
        {
            var found = Peek() is var b and >= 0x20 and < 0x7F ? $"'{(char)b}'" : "no printable character";
            Reject(index, null, [new EventError(Problem.NotAnObject, "", $"Expected {{ at byte {_at} of the body, found {found}.")]);
        }
        else if (ReadEvent(index)) return;
        if (!TrySkipValue() && !ElementScanner.TryFindEnd(_body, start, out _at)) throw Uncertain($"Event {index} is damaged");
        // A list in the list: its events would count as one.
        if (_body[start] == '[' && _body[start.._at].Contains((byte)'{')) throw Malformed($"Element {index} is an array; the events must stand in one flat array. It begins", start);
    }

    /// <summary>Skips a well-formed value that is no object.</summary>
    private bool TrySkipValue()
    {
        if (Peek() is '{' or -1 || !TryFindValueEnd(_at, out var end)) return false;
        _at = end;
        return true;
    }

    /// <summary>Finds the place behind a value; false if it is not well-formed. Strings may hold any bytes.</summary>
    private readonly bool TryFindValueEnd(int start, out int end)
    {
        var reader = new Utf8JsonReader(_body[start..], new JsonReaderOptions { MaxDepth = int.MaxValue, AllowMultipleValues = true });
        end = start;
        try
        {
            reader.Read();
            reader.Skip();
        }
        catch (JsonException)
        {
            return false;
        }
        end += (int)reader.BytesConsumed;
        return true;
    }

    /// <summary>An event with something behind it that is neither comma nor bracket is rejected, what follows is not.</summary>
    private void RejectTrailing(int index)
    {
        var at = _at;
        if (!ElementScanner.TryFindEndOfRest(_body, at, out _at)) throw Uncertain($"Expected , or ] at byte {at} of the body, behind event {index}");
        if (_batch.RemoveLast(index) is { } id)
            Reject(index, id, [new EventError(Problem.MalformedJson, "", $"Expected , or ] at byte {at} of the body, behind the event.")]);
    }

    /// <summary>Reads the event that begins here, into the valid ones or the rejected ones.</summary>
    /// <returns>False if its end was not found.</returns>
    private bool ReadEvent(int index)
    {
        var start = _at;
        if (!_isUtf8 && InvalidUtf8(start) is { } invalid)
        {
            Reject(index, null, [invalid]);
            return false;
        }
        var mark = _batch.Arena.Length;
        var reader = new EventReader(_body[start..], _batch.Names, _batch.Arena, _settings, _batch.ReceivedAt, _mapping);
        reader.Read();
        if (reader.IsEnvelope) throw InvalidEnvelope($"The object at byte {start} of the body has a member events and no deviceId, time or values. An envelope stands alone, its one member is events, and that is an array: {{\"events\":[…]}}.");
        if (reader.Length >= 0) _at = start + reader.Length;
        var errors = reader.Errors;
        if (_hasReplacements && reader.Length >= 0 && Utf8Errors.Replaced(_body.Slice(start, reader.Length)) is { } replaced) (errors ??= []).Insert(0, replaced);
        if (errors is null)
        {
            _batch.Add(reader.ToEvent(index, start));
            return true;
        }
        Reject(index, reader.Id, errors, reader.Device);
        _batch.Arena.TruncateTo(mark);
        return reader.Length >= 0;
    }

    private readonly EventError? InvalidUtf8(int start)
    {
        // Without an end the body is refused, so that its rest is looked at once at most.
        var json = _body[start..(TryFindValueEnd(start, out var end) || ElementScanner.TryFindEnd(_body, start, out end) ? end : _body.Length)];
        return Utf8Errors.Invalid(json);
    }

    private readonly void Reject(int index, string? id, List<EventError> errors, string? device = null) =>
        _batch.Reject(new Rejection(index, id, errors[0], errors.Count == 1 ? [] : errors[1..]) { Device = device });

    private ProblemException TooManyEvents()
    {
        var (count, isWhole, end) = (_batch.Received, false, _at - 1);
        do count++;
        while ((isWhole = ElementScanner.TryFindEnd(_body, end + 1, out end)) && _body[end] == ',');
        _batch.Clear();
        return new ProblemException(Problem.TooManyEvents, $"The body holds {(isWhole ? "" : "at least ")}{count} events; the limit is {_settings.MaxEvents} a POST.");
    }

    private ProblemException Uncertain(string what)
    {
        _at = Math.Min(_at, _body.Length);
        return Malformed($"{what}, and where the next one begins is not certain");
    }

    private readonly ProblemException Malformed(string what, int? at = null)
    {
        _batch.Clear();
        return new ProblemException(Problem.MalformedBody, $"{what} at byte {at ?? _at} of the body.");
    }

    private readonly ProblemException InvalidEnvelope(string detail)
    {
        _batch.Clear();
        return new ProblemException(Problem.InvalidEnvelope, detail);
    }

    private readonly int Peek() => _at < _body.Length ? _body[_at] : -1;

    private void SkipWhiteSpace()
    {
        while (_at < _body.Length && _body[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }
}
