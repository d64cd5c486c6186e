using System.Text;
using System.Text.Unicode;
using Ingest.Function.Events;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Decoding;

/// <summary>
/// Splits a body into events: one object, an array of them, or {"events":[…]}. A damaged event is refused alone where the
/// next one can still be found; otherwise the body is refused whole.
/// </summary>
internal ref struct BodyDecoder
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly EventBatch _batch;
    private readonly ReadOnlySpan<byte> _body;
    private readonly IngestSettings _settings;
    private readonly bool _isUtf8;
    private int _at;

    private BodyDecoder(EventBatch batch, IngestSettings settings)
    {
        _batch = batch;
        _body = batch.Body.Span;
        _settings = settings;
        _isUtf8 = Utf8.IsValid(_body);
    }

    /// <summary>Fills the batch from its body.</summary>
    /// <exception cref="ProblemException">The body as a whole cannot be read; the batch holds nothing to be written.</exception>
    public static void Decode(EventBatch batch, IngestSettings settings) => new BodyDecoder(batch, settings).Decode();

    private void Decode()
    {
        if (_body.StartsWith(ByteOrderMark)) _at = ByteOrderMark.Length;
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
                if (TryEnterEnvelope()) ReadEnvelope();
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
        // With nothing behind it there is no next event to be found: the refusal of this one says it all.
        _at = _body.Length;
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
        if (Peek() == ',') throw Malformed("An envelope may have no member but events; found another");
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
            var start = _at;
            if (!ReadEvent(index)) SkipElement(start);
            SkipWhiteSpace();
            if (Peek() is not (',' or ']')) RejectTrailing(index);
            if (_body[_at++] == ']') return;
        }
    }

    /// <summary>Reads the event that begins here, into the valid ones or the refused.</summary>
    /// <returns>False where its end was not found.</returns>
    private bool ReadEvent(int index)
    {
        if (Peek() != '{')
        {
            var found = Peek() is var b and >= 0x20 and < 0x7F ? $"'{(char)b}'" : "no printable character";
            Reject(index, null, new EventFault(Problem.NotAnObject, "", $"Expected {{ at byte {_at} of the body, found {found}."));
            return false;
        }

        var start = _at;
        var mark = _batch.Arena.Length;
        var reader = new EventReader(_body[start..], _batch.Names, _batch.Arena, _settings, _batch.ReceivedAt);
        reader.Read();
        if (reader.Length >= 0) _at = start + reader.Length;
        var fault = InvalidUtf8(start, reader.Length) ?? reader.Fault;
        if (fault is null)
        {
            _batch.Add(reader.ToEvent(index, start));
            return true;
        }
        Reject(index, reader.Id, fault);
        _batch.Arena.TruncateTo(mark);
        return reader.Length >= 0;
    }

    private readonly EventFault? InvalidUtf8(int start, int length)
    {
        if (_isUtf8) return null;
        if (length < 0)
        {
            var end = ElementScanner.FindEnd(_body, start);
            length = (end < 0 ? _body.Length : end) - start;
        }
        var json = _body.Slice(start, length);
        if (Utf8.IsValid(json)) return null;
        var at = 0;
        while (Rune.DecodeFromUtf8(json[at..], out _, out var consumed) == System.Buffers.OperationStatus.Done) at += consumed;
        return new EventFault(Problem.InvalidUtf8, "", $"Byte {at} of the event (0x{json[at]:X2}) does not continue valid UTF-8.");
    }

    private void SkipElement(int start)
    {
        var end = ElementScanner.FindEnd(_body, start);
        if (end < 0) throw Malformed($"The element at byte {start} does not end; expected , or ]", _body.Length);
        _at = end;
    }

    /// <summary>An event with something behind it that is neither comma nor bracket is refused, what follows is not.</summary>
    private void RejectTrailing(int index)
    {
        var at = _at;
        SkipElement(at);
        if (_batch.RemoveLast(index) is { } id)
            Reject(index, id, new EventFault(Problem.MalformedJson, "", $"Expected , or ] at byte {at} of the body, behind the event."));
    }

    private readonly void Reject(int index, string? id, EventFault fault) =>
        _batch.Reject(new Rejection(index, id, fault.Problem, fault.Pointer, fault.Detail));

    private ProblemException TooManyEvents()
    {
        var count = _batch.Received + 1;
        for (var end = ElementScanner.FindEnd(_body, _at); end >= 0 && _body[end] == ','; end = ElementScanner.FindEnd(_body, end + 1)) count++;
        _batch.Clear();
        return new ProblemException(Problem.TooManyEvents, $"The body holds {count} events; the limit is {_settings.MaxEvents} a POST.");
    }

    private readonly ProblemException Malformed(string what, int? at = null)
    {
        _batch.Clear();
        return new ProblemException(Problem.MalformedBody, $"{what} at byte {at ?? _at} of the body.");
    }

    private readonly int Peek() => _at < _body.Length ? _body[_at] : -1;

    private void SkipWhiteSpace()
    {
        while (_at < _body.Length && _body[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }
}
