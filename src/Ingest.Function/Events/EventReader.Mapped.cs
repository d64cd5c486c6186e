using System.Text;
using System.Text.Json;
using Ingest.Function.Buffers;
using Ingest.Function.Problems;
using Ingest.Function.Settings;

namespace Ingest.Function.Events;

/// <summary>Reads events that are not native: their form is checked in the same pass, then each place of the mapping is looked up.</summary>
internal ref partial struct EventReader
{
    /// <summary>Reads the object to its end, whatever its members are, and notes those that would be added.</summary>
    private void ReadForeignObject()
    {
        _names.OpenObject();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            if (!TryNoteName("", out _)) ReadUnknown();
            else if (_reader.ValueTextEquals("receivedAt"u8) || _reader.ValueTextEquals("requestId"u8)) ReadReserved();
            else
            {
                _hasDeviceId |= _reader.ValueTextEquals("deviceId"u8);
                _hasTime |= _reader.ValueTextEquals("time"u8);
                _hasId |= _reader.ValueTextEquals("id"u8);
                ReadUnknown();
            }
        }
        _names.CloseObject();
    }

    private void FindMapped(EventMapping mapping)
    {
        CheckLength();
        // A string that could not be unescaped may stand anywhere.
        if (_errors is not null) return;
        var json = _json[..Length];
        foreach (var (member, value) in mapping.Required) CheckRequired(json, member, value);
        FindDevice(json, mapping);
        FindTime(json, mapping);
        FindId(json, mapping);
        if (mapping.Values is { } values && !(values.TryFind(json, out var at) && at.TokenType == JsonTokenType.StartObject && at.Read() && at.TokenType != JsonTokenType.EndObject))
            AddError(Problem.MissingMember, values.ToString(), $"{values} must be an object with a member at least.");
    }

    private void CheckRequired(ReadOnlySpan<byte> json, JsonPointer member, string? value)
    {
        if (!member.TryFind(json, out var at) || at.TokenType != JsonTokenType.String || at.ValueSpan.IsEmpty)
            AddError(Problem.MissingMember, member.ToString(), $"{Name(member)} is required, as a string that is not empty.");
        else if (value is not null && !at.ValueTextEquals(value))
            AddError(Problem.InvalidValue, member.ToString(), $"{Name(member)} must be {value}.");
    }

    private void FindDevice(ReadOnlySpan<byte> json, EventMapping mapping)
    {
        foreach (var member in mapping.Device)
        {
            if (!TryReadName(json, member, out var name)) continue;
            var room = _arena.Append(name.Length * DeviceIds.Widest, out var device);
            var length = DeviceIds.Write(name, room);
            _arena.TruncateTo(device.Start + length);
            if (length > EventRules.DeviceIdLength) AddError(Problem.TooLong, member.ToString(), $"{Name(member)} becomes a deviceId of {length} characters; the limit is {EventRules.DeviceIdLength}.");
            // Whoever reads what is stored would take it for the device, which may be one that the key is not for.
            if (_hasDeviceId && member.ToString() != "/deviceId") AddError(Problem.ReservedMember, "/deviceId", $"deviceId is added by the service, from {Name(member)}; rename the member.");
            else if (_hasDeviceId && !_arena[device with { Length = length }].SequenceEqual(name)) AddError(Problem.InvalidValue, "/deviceId", "deviceId may hold A-Z, a-z, 0-9, '.', '_', ':' and '-' only.");
            _deviceId = device with { Length = length };
            return;
        }
        AddError(Problem.MissingMember, mapping.Device[0].ToString(), $"{string.Join(" or ", mapping.Device.Select(Name))} is required: it names the device.");
    }

    private void FindTime(ReadOnlySpan<byte> json, EventMapping mapping)
    {
        foreach (var member in mapping.Time)
        {
            if (!member.TryFind(json, out var at) || at.TokenType == JsonTokenType.Null) continue;
            if (TryReadTime(ref at, mapping.Unit, out var time)) CheckAge(time, at.TokenType == JsonTokenType.Number && mapping.Unit == TimeUnit.Milliseconds ? UnitHint(time) : "", member.ToString());
            else AddError(Problem.InvalidValue, member.ToString(), $"{Name(member)} must be RFC 3339 with an offset, or a number of {mapping.Unit.ToString().ToLowerInvariant()} since 1970.");
            return;
        }
        if (mapping.IsTimeOptional) _time = _now;
        else AddError(Problem.MissingMember, mapping.Time[0].ToString(), $"{string.Join(" or ", mapping.Time.Select(Name))} is required: it is the event's time.");
    }

    private static bool TryReadTime(ref Utf8JsonReader at, TimeUnit unit, out long time)
    {
        time = 0;
        if (at.TokenType == JsonTokenType.Number)
        {
            if (!at.TryGetDecimal(out var number)) return false;
            var (factor, divisor) = unit switch { TimeUnit.Seconds => (1000m, 1m), TimeUnit.Microseconds => (1m, 1_000m), TimeUnit.Nanoseconds => (1m, 1_000_000m), _ => (1m, 1m) };
            // Far beyond every year, and within what the product and the cast can hold.
            if (Math.Abs(number) > 1e21m || Math.Abs(number * factor / divisor) > EventTime.Latest) return false;
            time = (long)(number * factor / divisor);
            return EventTime.InRange(time);
        }
        Span<byte> utf8 = stackalloc byte[64];
        return at.TokenType == JsonTokenType.String && at.ValueSpan.Length <= utf8.Length && EventTime.TryParse(utf8[..at.CopyString(utf8)], out time);
    }

    private void FindId(ReadOnlySpan<byte> json, EventMapping mapping)
    {
        foreach (var member in mapping.Id)
        {
            if (!TryReadName(json, member, out var id)) continue;
            var characters = CountCharacters(Encoding.UTF8.GetString(id));
            if (characters > EventRules.IdLength) AddError(Problem.TooLong, member.ToString(), $"{Name(member)} may have {EventRules.IdLength} characters; it has {characters}.");
            else _id = _arena.Append(id);
            return;
        }
    }

    /// <summary>A string that is not empty, unescaped, or a number as it is written.</summary>
    private readonly bool TryReadName(ReadOnlySpan<byte> json, JsonPointer member, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!member.TryFind(json, out var at) || at.TokenType is not (JsonTokenType.String or JsonTokenType.Number)) return false;
        if (!at.ValueIsEscaped) name = at.ValueSpan;
        else
        {
            var unescaped = new byte[at.ValueSpan.Length];
            name = unescaped.AsSpan(0, at.CopyString(unescaped));
        }
        return !name.IsEmpty;
    }

    /// <summary>Appends the members that are added to what is stored, each with a comma behind it.</summary>
    private readonly Slice AppendAdded(Slice sortKey)
    {
        var id = _id is { } carried && !_hasId ? carried.Length : 0;
        var room = _arena.Append(64 + EventRules.DeviceIdLength + EventTime.Width + (id * JsonString.Widest), out var added);
        var at = 0;
        if (!_hasDeviceId)
        {
            at += Write("\"deviceId\":\""u8, room[at..]);
            at += Write(_arena[_deviceId!.Value], room[at..]);
            at += Write("\","u8, room[at..]);
        }
        if (!_hasTime)
        {
            at += Write("\"time\":\""u8, room[at..]);
            at += Write(_arena[sortKey with { Length = EventTime.Width }], room[at..]);
            at += Write("\","u8, room[at..]);
        }
        if (id > 0)
        {
            at += Write("\"id\":\""u8, room[at..]);
            at += JsonString.Escape(_arena[_id!.Value], room[at..]);
            at += Write("\","u8, room[at..]);
        }
        _arena.TruncateTo(added.Start + at);
        return added with { Length = at };
    }

    private static int Write(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        bytes.CopyTo(destination);
        return bytes.Length;
    }

    private static string Name(JsonPointer member) => member.ToString()[1..];
}
