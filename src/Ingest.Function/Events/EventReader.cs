using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Ingest.Function.Buffers;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Events;

/// <summary>
/// Reads one event from the front of a span, checking it against the native format (docs/api.md) in a single pass.
/// After an error it reads on, for the event's end, its id and its other errors.
/// </summary>
internal ref partial struct EventReader
{
    /// <summary>Enough to correct an event in one go; a hostile one must not swell the response.</summary>
    private const int MostErrors = 8;

    private readonly ReadOnlySpan<byte> _json;
    private readonly MemberNames _names;
    private readonly Arena _arena;
    private readonly IngestSettings _settings;
    private readonly long _now;
    private readonly EventMapping? _mapping;
    private Utf8JsonReader _reader;

    private Slice? _deviceId;
    private Slice? _id;
    private long? _time;
    private bool _hasDeviceId;
    private bool _hasTime;
    private bool _hasValues;
    private bool _hasEvents;
    private bool _hasId;
    private List<EventError>? _errors;

    /// <param name="json">Begins with the event's first byte; what follows the event is not read.</param>
    /// <param name="names">Scratch, cleared here.</param>
    /// <param name="arena">Receives the event's strings.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="now">The function's clock, milliseconds since 1970.</param>
    /// <param name="mapping">Where to find what must be known of it, if it is not native.</param>
    public EventReader(ReadOnlySpan<byte> json, MemberNames names, Arena arena, IngestSettings settings, long now, EventMapping? mapping = null)
    {
        _mapping = mapping;
        _json = json;
        _names = names;
        _arena = arena;
        _settings = settings;
        _now = now;
        // Too deep is an error of its own, found on the way: the reader's limit would call it malformed.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>What is wrong, at most <see cref="MostErrors"/> things; null if the event is valid.</summary>
    public readonly List<EventError>? Errors => _errors;

    /// <summary>Whether it looks like an envelope with members of its own: it has no device, time or values, but events.</summary>
    public readonly bool IsEnvelope => _hasEvents && !_hasDeviceId && !_hasTime && !_hasValues;

    /// <summary>Bytes of the event; -1 if it is so damaged that its end is unknown.</summary>
    public int Length { get; private set; } = -1;

    private readonly (long Earliest, long Latest) Window => (_now - (long)_settings.MaxEventAge.TotalMilliseconds, _now + (long)_settings.MaxEventAhead.TotalMilliseconds);

    public readonly string? Id => _id is { } id ? Encoding.UTF8.GetString(_arena[id]) : null;

    /// <summary>For <see cref="Rejection.Device"/>.</summary>
    public readonly string? Device => _deviceId is { } device ? Encoding.UTF8.GetString(_arena[device with { Length = Math.Min(device.Length, Rejection.LongestDevice) }]) : null;

    public void Read()
    {
        _names.Clear();
        try
        {
            _reader.Read();
            if (_mapping is null) ReadObject();
            else ReadForeignObject();
            Length = (int)_reader.BytesConsumed;
        }
        catch (JsonException)
        {
            AddError(Problem.MalformedJson, "", $"The JSON is not well-formed at or after byte {_reader.BytesConsumed} of the event.");
            return;
        }
        if (_mapping is null) CheckWhole();
        else FindMapped(_mapping);
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
        var carriesId = _id is not null || (_mapping is not null && _hasId);
        return new TelemetryEvent(index, start, Length, _time.Value, _deviceId!.Value, sortKey, carriesId, _mapping is null ? default : AppendAdded(sortKey));
    }

    private void ReadObject()
    {
        _names.OpenObject();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            if (!TryNoteName("", out _)) ReadUnknown();
            else if (_reader.ValueTextEquals("deviceId"u8)) ReadDeviceId();
            else if (_reader.ValueTextEquals("time"u8)) ReadTime();
            else if (_reader.ValueTextEquals("values"u8)) ReadValues();
            else if (_reader.ValueTextEquals("id"u8)) _id = ReadString("/id", EventRules.IdLength);
            else if (_reader.ValueTextEquals("type"u8)) ReadString("/type", EventRules.TypeLength);
            else if (_reader.ValueTextEquals("tags"u8)) ReadTags();
            else if (_reader.ValueTextEquals("receivedAt"u8) || _reader.ValueTextEquals("requestId"u8)) ReadReserved();
            else if (_reader.ValueTextEquals("events"u8)) ReadEvents();
            else ReadUnknown();
        }
        _names.CloseObject();
    }

    private void CheckWhole()
    {
        CheckLength();
        if (!_hasDeviceId) AddError(Problem.MissingMember, "/deviceId", "deviceId is required.");
        if (!_hasTime) AddError(Problem.MissingMember, "/time", "time is required.");
        if (!_hasValues) AddError(Problem.MissingMember, "/values", "values is required.");
    }

    private void CheckLength()
    {
        if (Length > _settings.MaxEventBytes) AddError(Problem.EventTooLarge, "", $"The event has {Length} bytes; the limit is {_settings.MaxEventBytes}.");
    }

    private void ReadDeviceId()
    {
        _hasDeviceId = true;
        if (ReadString("/deviceId", EventRules.DeviceIdLength) is not { } deviceId) return;
        if (_arena[deviceId].ContainsAnyExcept(EventRules.DeviceIdBytes))
            AddError(Problem.InvalidValue, "/deviceId", "deviceId may hold A-Z, a-z, 0-9, '.', '_', ':' and '-' only.");
        _deviceId = deviceId;
    }

    private void ReadTime()
    {
        _hasTime = true;
        _reader.Read();
        long time;
        if (_reader.TokenType == JsonTokenType.String)
        {
            if (IsLoneSurrogate("/time")) return;
            Span<byte> utf8 = stackalloc byte[64];
            var length = _reader.ValueSpan.Length > utf8.Length ? 0 : _reader.CopyString(utf8);
            if (!EventTime.TryParse(utf8[..length], out time))
            {
                var isNumber = Utf8Parser.TryParse(utf8[..length], out double number, out var digits) && digits == length;
                AddError(Problem.InvalidValue, "/time", isNumber
                    ? $"time is a string of digits; send milliseconds since 1970 as a JSON number, without quotes.{UnitHint(number)}"
                    : "time must be RFC 3339 with an offset, such as 2026-11-21T00:00:00.123Z, or whole milliseconds since 1970.");
                return;
            }
        }
        else if (_reader.TokenType != JsonTokenType.Number)
        {
            AddTypeError("/time", "a string (RFC 3339) or a whole number of milliseconds since 1970");
            SkipValue();
            return;
        }
        else if (!EventTime.TryReadNumber(ref _reader, out time) || !EventTime.InRange(time))
        {
            AddError(Problem.InvalidValue, "/time", $"time as a number must be whole milliseconds since 1970, up to the year 9999.{(_reader.TryGetDouble(out var number) ? UnitHint(number) : "")}");
            return;
        }
        CheckAge(time, _reader.TokenType == JsonTokenType.Number ? UnitHint(time) : "");
    }

    private void CheckAge(long time, string hint, string pointer = "/time")
    {
        _time = time;
        var (earliest, latest) = Window;
        if (time < earliest)
            AddError(Problem.TooOld, pointer, $"time is {EventTime.Format(time)}; at {EventTime.Format(_now)} the earliest accepted is {EventTime.FormatOrEnd(earliest)}, {DurationFormat.Of(_settings.MaxEventAge)} back.{hint}");
        else if (time > latest)
            AddError(Problem.TooFarAhead, pointer, $"time is {EventTime.Format(time)}; at {EventTime.Format(_now)} the latest accepted is {EventTime.FormatOrEnd(latest)}, {DurationFormat.Of(_settings.MaxEventAhead)} ahead.{hint}");
    }

    /// <summary>The commonest mistake with numbers: they count something else than milliseconds, here those from 1973 to 5138.</summary>
    private readonly string UnitHint(double time)
    {
        var (earliest, latest) = Window;
        if (time >= earliest && time <= latest) return "";
        return time switch
        {
            >= 1e8 and < 1e11 => " Are these seconds? time is in milliseconds: multiply by 1,000.",
            >= 1e14 and < 1e17 => " Are these microseconds? time is in milliseconds: divide by 1,000.",
            >= 1e17 and < 1e20 => " Are these nanoseconds? time is in milliseconds: divide by 1,000,000.",
            _ => "",
        };
    }

    private void ReadValues()
    {
        _hasValues = true;
        if (!EnterObject("/values")) return;
        var isEmpty = true;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            isEmpty = false;
            if (!TryReadKey("/values", out var key)) continue;
            switch (_reader.TokenType)
            {
                case JsonTokenType.True or JsonTokenType.False:
                    break;
                case JsonTokenType.Number:
                    if (!IsFinite()) AddError(Problem.InvalidValue, Pointer("/values", key), "A number must lie within the range of a double.");
                    break;
                case JsonTokenType.String:
                    CheckStringBytes("/values", key);
                    break;
                default:
                    AddTypeError(Pointer("/values", key), "a number, a boolean or a string");
                    SkipValue();
                    break;
            }
        }
        if (isEmpty) AddError(Problem.MissingMember, "/values", $"values must have 1 to {EventRules.MostValues} entries; it has none.");
        CheckCount("/values", EventRules.MostValues);
        _names.CloseObject();
    }

    private void ReadTags()
    {
        if (!EnterObject("/tags")) return;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            if (!TryReadKey("/tags", out var key)) continue;
            if (_reader.TokenType == JsonTokenType.String)
            {
                CheckStringBytes("/tags", key);
            }
            else
            {
                AddTypeError(Pointer("/tags", key), "a string");
                SkipValue();
            }
        }
        CheckCount("/tags", EventRules.MostTags);
        _names.CloseObject();
    }

    private void ReadEvents()
    {
        _reader.Read();
        _hasEvents = true;
        SkipValue();
    }

    private void ReadReserved()
    {
        var name = _reader.GetString();
        AddError(Problem.ReservedMember, $"/{name}", $"{name} is added by the service; rename the member.");
        ReadUnknown();
    }
}
