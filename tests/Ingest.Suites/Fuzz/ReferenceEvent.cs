using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Ingest.Suites.Fuzz;

/// <summary>The event format of docs/api.md once more, as plainly as it can be written down: the oracle that the function is held against.</summary>
/// <param name="Index">Its place in the POST.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="TimeMs">Its time, milliseconds since 1970.</param>
/// <param name="Id">Carried or derived.</param>
/// <param name="Json">As it is stored in the table: with its id.</param>
internal sealed partial record ReferenceEvent(int Index, string DeviceId, long TimeMs, string Id, string Json)
{
    private const int MostMembers = 1_024;

    /// <summary>time#id.</summary>
    public string SortKey => $"{DateTime.UnixEpoch.AddMilliseconds(TimeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}#{Id}";

    /// <summary>Null where the event is to be rejected.</summary>
    /// <param name="e">Any JSON.</param>
    /// <param name="index">Its place in the POST.</param>
    /// <param name="asStored">True for what was stored already: an id that was added may take it past two limits.</param>
    public static ReferenceEvent? Read(JsonElement e, int index, bool asStored = false)
    {
        try
        {
            return ReadStrictly(e, index, asStored);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a name or string.
            return null;
        }
    }

    private static ReferenceEvent? ReadStrictly(JsonElement e, int index, bool asStored)
    {
        if (e.ValueKind != JsonValueKind.Object || !IsUnicode(e) || !NamesAndDepthHold(e, level: 1, asStored ? MostMembers + 1 : MostMembers)) return null;
        var raw = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(e));
        if (Encoding.UTF8.GetByteCount(raw) > FuzzTarget.MaxEventBytes + (asStored ? 64 : 0)) return null;
        if (e.TryGetProperty("receivedAt", out _) || e.TryGetProperty("requestId", out _)) return null;
        if (!IsText(e, "deviceId", 128, out var device) || device is null || !device.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-')) return null;
        if (!IsText(e, "id", 64, out var id) || !IsText(e, "type", 64, out _)) return null;
        if (!e.TryGetProperty("time", out var time) || ReadTime(time) is not { } timeMs) return null;
        if (timeMs < (FuzzTarget.Now - TimeSpan.FromDays(7)).ToUnixTimeMilliseconds() || timeMs > (FuzzTarget.Now + TimeSpan.FromMinutes(5)).ToUnixTimeMilliseconds()) return null;
        if (!e.TryGetProperty("values", out var values) || !IsMap(values, 1, 64, v => v.ValueKind is JsonValueKind.True or JsonValueKind.False || IsFinite(v) || IsShort(v))) return null;
        if (e.TryGetProperty("tags", out var tags) && !IsMap(tags, 0, 16, IsShort)) return null;
        if (id is not null) return new ReferenceEvent(index, device, timeMs, id, raw);
        var derived = Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(e)))[..32];
        return new ReferenceEvent(index, device, timeMs, derived, $"{{\"id\":\"{derived}\",{raw[1..]}");
    }

    /// <summary>Reads every name and string; one with half of a surrogate pair throws.</summary>
    private static bool IsUnicode(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Object => e.EnumerateObject().All(m => m.Name is not null && IsUnicode(m.Value)),
        JsonValueKind.Array => e.EnumerateArray().All(IsUnicode),
        JsonValueKind.String => e.GetString() is not null,
        _ => true,
    };

    private static bool NamesAndDepthHold(JsonElement e, int level, int most)
    {
        if (e.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return true;
        if (level > 16) return false;
        if (e.ValueKind == JsonValueKind.Array) return e.EnumerateArray().All(v => NamesAndDepthHold(v, level + 1, most));
        var names = e.EnumerateObject().Select(m => m.Name).ToArray();
        return names.Length <= most && names.Distinct(StringComparer.Ordinal).Count() == names.Length && e.EnumerateObject().All(m => NamesAndDepthHold(m.Value, level + 1, most));
    }

    /// <summary>True where the member is absent, or a text of 1 to so many characters.</summary>
    private static bool IsText(JsonElement e, string name, int most, out string? text)
    {
        text = null;
        if (!e.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.String) return false;
        text = value.GetString()!;
        return text.EnumerateRunes().Count() is var length && length >= 1 && length <= most;
    }

    private static bool IsMap(JsonElement e, int least, int most, Func<JsonElement, bool> isValue)
    {
        if (e.ValueKind != JsonValueKind.Object) return false;
        var members = e.EnumerateObject().ToArray();
        return members.Length >= least && members.Length <= most && Array.TrueForAll(members, m => m.Name.EnumerateRunes().Count() is >= 1 and <= 64 && isValue(m.Value));
    }

    private static bool IsFinite(JsonElement e) => e.ValueKind == JsonValueKind.Number && double.IsFinite(double.Parse(e.GetRawText(), CultureInfo.InvariantCulture));

    private static bool IsShort(JsonElement e) => e.ValueKind == JsonValueKind.String && Encoding.UTF8.GetByteCount(e.GetString()!) <= 1_024;

    private static long? ReadTime(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.Number) return e.TryGetDecimal(out var given) && decimal.IsInteger(given) && given is > -1e15m and < 1e15m && IsInRange((long)given) ? (long)given : null;
        // Longer than any clock writes it: 64 bytes between the quotes.
        if (e.ValueKind != JsonValueKind.String || JsonMarshal.GetRawUtf8Value(e).Length > 66) return null;
        if (Rfc3339().Match(e.GetString()!) is not { Success: true } match) return null;
        int Part(string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
        if (!DateTime.TryParseExact(match.Groups["minute"].Value.ToUpperInvariant().Replace(' ', 'T'), "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute) || Part("second") > 60) return null;
        var milliseconds = (minute.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond + (Part("second") * 1_000L) + int.Parse((match.Groups["fraction"].Value + "000")[..3], CultureInfo.InvariantCulture);
        if (match.Groups["sign"].Success)
        {
            if (Part("hours") > 23 || Part("minutes") > 59) return null;
            milliseconds -= (match.Groups["sign"].Value == "-" ? -1 : 1) * ((Part("hours") * 60L) + Part("minutes")) * 60_000;
        }
        return IsInRange(milliseconds) ? milliseconds : null;
    }

    private static bool IsInRange(long milliseconds) => milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    [GeneratedRegex(@"\A(?<minute>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?([Zz]|(?<sign>[+-])(?<hours>[0-9]{2}):(?<minutes>[0-9]{2}))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Rfc3339();
}
