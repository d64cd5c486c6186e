using System.Text;
using System.Text.Json;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Events;

/// <summary>
/// Reads one event from the front of a span, checking it against the native format (docs/api.md) in a single pass.
/// After the first fault it reads on, for the event's end and its id.
/// </summary>
internal ref partial struct EventReader
{
    // Deep enough to report depth 17 as a fault of its own; what nests deeper still ends the reading.
    private const int ReaderDepth = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly MemberNames _names;
    private readonly Arena _arena;
    private readonly IngestSettings _settings;
    private readonly long _now;
    private Utf8JsonReader _reader;

    private Slice? _deviceId;
    private Slice? _id;
    private long? _time;
    private bool _hasValues;

    /// <param name="json">Begins with the event's first byte; what follows the event is not read.</param>
    /// <param name="names">Scratch, cleared here.</param>
    /// <param name="arena">Receives the event's texts.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="now">The function's clock, milliseconds since 1970.</param>
    public EventReader(ReadOnlySpan<byte> json, MemberNames names, Arena arena, IngestSettings settings, long now)
    {
        _json = json;
        _names = names;
        _arena = arena;
        _settings = settings;
        _now = now;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ReaderDepth });
    }

    /// <summary>The first fault; null where the event is valid.</summary>
    public EventFault? Fault { get; private set; }

    /// <summary>Bytes of the event; -1 where it is so damaged that its end is unknown.</summary>
    public int Length { get; private set; } = -1;

    public readonly string? Id => _id is { } id ? Encoding.UTF8.GetString(_arena[id]) : null;

    public void Read()
    {
        _names.Clear();
        try
        {
            _reader.Read();
            ReadObject();
            Length = (int)_reader.BytesConsumed;
        }
        // InvalidOperationException: an escape that stands for half a surrogate pair, met when a text is unescaped.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            if (Fault?.Problem == Problem.TooDeep) return;
            Fault = new EventFault(Problem.MalformedJson, "", $"The JSON is not well-formed at or after byte {_reader.BytesConsumed} of the event.");
        }
        if (Fault is null) CheckWhole();
    }

    /// <summary>Puts the parts of a valid event together; its sort key is appended to the arena.</summary>
    public readonly TelemetryEvent ToEvent(int index, int start)
    {
        var id = _id is { } given ? given.Length : EventId.Width;
        var key = _arena.Append(EventTime.Width + 1 + id, out var sortKey);
        EventTime.Format(_time!.Value, key);
        key[EventTime.Width] = (byte)'#';
        if (_id is { } carried) _arena[carried].CopyTo(key[(EventTime.Width + 1)..]);
        else EventId.Derive(_json[..Length], key[(EventTime.Width + 1)..]);
        return new TelemetryEvent(index, start, Length, _time.Value, _deviceId!.Value, sortKey, CarriesId: _id is not null);
    }

    private void ReadObject()
    {
        _names.OpenObject();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            NoteName("");
            if (_reader.ValueTextEquals("deviceId"u8)) ReadDeviceId();
            else if (_reader.ValueTextEquals("time"u8)) ReadTime();
            else if (_reader.ValueTextEquals("values"u8)) ReadValues();
            else if (_reader.ValueTextEquals("id"u8)) _id = ReadText("/id", EventRules.IdLength);
            else if (_reader.ValueTextEquals("type"u8)) ReadText("/type", EventRules.TypeLength);
            else if (_reader.ValueTextEquals("tags"u8)) ReadTags();
            else if (_reader.ValueTextEquals("receivedAt"u8) || _reader.ValueTextEquals("requestId"u8)) ReadReserved();
            else ReadUnknown();
        }
        _names.CloseObject();
    }

    private void CheckWhole()
    {
        if (Length > _settings.MaxEventBytes)
            Refuse(Problem.EventTooLarge, "", $"The event has {Length} bytes; the limit is {_settings.MaxEventBytes}.");
        else if (_deviceId is null) Refuse(Problem.MissingMember, "/deviceId", "deviceId is required.");
        else if (_time is null) Refuse(Problem.MissingMember, "/time", "time is required.");
        else if (!_hasValues) Refuse(Problem.MissingMember, "/values", "values is required.");
    }

    private void ReadDeviceId()
    {
        if (ReadText("/deviceId", EventRules.DeviceIdLength) is not { } text) return;
        if (_arena[text].ContainsAnyExcept(EventRules.DeviceIdBytes))
            Refuse(Problem.InvalidValue, "/deviceId", "deviceId may hold A-Z, a-z, 0-9, '.', '_', ':' and '-' only.");
        _deviceId = text;
    }

    private void ReadTime()
    {
        _reader.Read();
        long time;
        if (_reader.TokenType == JsonTokenType.String)
        {
            Span<byte> text = stackalloc byte[64];
            if (_reader.ValueSpan.Length > text.Length || !EventTime.TryParse(text[.._reader.CopyString(text)], out time))
            {
                Refuse(Problem.InvalidValue, "/time", "time must be RFC 3339 with an offset, such as 2026-11-21T00:00:00.123Z, or whole milliseconds since 1970.");
                return;
            }
        }
        else if (_reader.TokenType != JsonTokenType.Number)
        {
            RefuseType("/time", "a text (RFC 3339) or a whole number of milliseconds since 1970");
            SkipValue();
            return;
        }
        else if (!_reader.TryGetInt64(out time) || !EventTime.InRange(time))
        {
            Refuse(Problem.InvalidValue, "/time", "time as a number must be whole milliseconds since 1970, up to the year 9999.");
            return;
        }

        _time = time;
        if (time < _now - (long)_settings.MaxEventAge.TotalMilliseconds)
            Refuse(Problem.TooOld, "/time", $"time is {EventTime.Format(time)}; at {EventTime.Format(_now)} the earliest accepted lies {_settings.MaxEventAge} back.");
        else if (time > _now + (long)_settings.MaxEventAhead.TotalMilliseconds)
            Refuse(Problem.TooFarAhead, "/time", $"time is {EventTime.Format(time)}; at {EventTime.Format(_now)} the latest accepted lies {_settings.MaxEventAhead} ahead.");
    }

    private void ReadValues()
    {
        _hasValues = true;
        if (!EnterObject("/values")) return;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var key = ReadKey("/values", EventRules.MostValues);
            switch (_reader.TokenType)
            {
                case JsonTokenType.True or JsonTokenType.False:
                    break;
                case JsonTokenType.Number:
                    if (!IsFinite()) Refuse(Problem.InvalidValue, Pointer("/values", key), "A number must lie within the range of a double.");
                    break;
                case JsonTokenType.String:
                    CheckTextBytes("/values", key);
                    break;
                default:
                    RefuseType(Pointer("/values", key), "a number, a boolean or a text");
                    SkipValue();
                    break;
            }
        }
        if (_names.MembersOfObject == 0) Refuse(Problem.MissingMember, "/values", $"values must have 1 to {EventRules.MostValues} entries; it has none.");
        _names.CloseObject();
    }

    private void ReadTags()
    {
        if (!EnterObject("/tags")) return;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var key = ReadKey("/tags", EventRules.MostTags);
            if (_reader.TokenType == JsonTokenType.String)
            {
                CheckTextBytes("/tags", key);
            }
            else
            {
                RefuseType(Pointer("/tags", key), "a text");
                SkipValue();
            }
        }
        _names.CloseObject();
    }

    private void ReadReserved()
    {
        var name = _reader.GetString();
        Refuse(Problem.ReservedMember, $"/{name}", $"{name} is added by the service; rename the member.");
        ReadUnknown();
    }
}
