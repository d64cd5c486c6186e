using System.Text.Json;

namespace Ingest.Function.Events;

/// <summary>RFC 3339 instants as milliseconds since 1970-01-01T00:00:00Z, and back in one fixed width that sorts.</summary>
internal static class EventTime
{
    /// <summary>Bytes of the fixed form yyyy-MM-ddTHH:mm:ss.fffZ.</summary>
    public const int Width = 24;

    // 0001-01-01 and 9999-12-31T23:59:59.999Z: what four year digits can say.
    private const long Earliest = -62_135_596_800_000;
    internal const long Latest = 253_402_300_799_999;

    public static bool InRange(long milliseconds) => milliseconds is >= Earliest and <= Latest;

    /// <summary>
    /// date-time = full-date "T" partial-time time-offset (RFC 3339 §5.6). As it allows: t and z in lower case, a space for T,
    /// any number of fraction digits (cut to milliseconds), and second 60, which is the next minute's first.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out long milliseconds)
    {
        milliseconds = 0;
        if (utf8.Length < "2026-11-21T00:00:00Z".Length) return false;
        if (!Digits(utf8, 0, 4, out var year) || utf8[4] != '-' || !Digits(utf8, 5, 2, out var month) || utf8[7] != '-' || !Digits(utf8, 8, 2, out var day)) return false;
        if (utf8[10] is not ((byte)'T' or (byte)'t' or (byte)' ')) return false;
        if (!Digits(utf8, 11, 2, out var hour) || utf8[13] != ':' || !Digits(utf8, 14, 2, out var minute) || utf8[16] != ':' || !Digits(utf8, 17, 2, out var second)) return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return false;

        var rest = utf8[19..];
        if (!TryParseFraction(ref rest, out var fraction) || !TryParseOffset(rest, out var offsetMinutes)) return false;

        var days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        milliseconds = ((((((long)days * 24) + hour) * 60) + minute - offsetMinutes) * 60 + second) * 1000 + fraction;
        return InRange(milliseconds);
    }

    /// <summary>The number the reader stands on, as a whole number: also 1795630401272.0 and 1.795630401272e12.</summary>
    public static bool TryReadNumber(ref Utf8JsonReader reader, out long milliseconds)
    {
        if (reader.TryGetInt64(out milliseconds)) return true;
        if (!reader.TryGetDecimal(out var number) || number is < long.MinValue or > long.MaxValue || decimal.Truncate(number) != number) return false;
        milliseconds = (long)number;
        return true;
    }

    /// <summary>Writes yyyy-MM-ddTHH:mm:ss.fffZ: <see cref="Width"/> bytes.</summary>
    public static void Format(long milliseconds, Span<byte> destination)
    {
        var (date, time) = DateTime.UnixEpoch.AddMilliseconds(milliseconds);
        var (year, month, day) = date;
        Write(destination, 0, 4, year);
        destination[4] = (byte)'-';
        Write(destination, 5, 2, month);
        destination[7] = (byte)'-';
        Write(destination, 8, 2, day);
        destination[10] = (byte)'T';
        Write(destination, 11, 2, time.Hour);
        destination[13] = (byte)':';
        Write(destination, 14, 2, time.Minute);
        destination[16] = (byte)':';
        Write(destination, 17, 2, time.Second);
        destination[19] = (byte)'.';
        Write(destination, 20, 3, time.Millisecond);
        destination[23] = (byte)'Z';
    }

    /// <summary>The same for a time that may lie beyond what four year digits can say: their end then.</summary>
    public static string FormatOrEnd(long milliseconds) => Format(Math.Clamp(milliseconds, Earliest, Latest));

    public static string Format(long milliseconds)
    {
        Span<byte> utf8 = stackalloc byte[Width];
        Format(milliseconds, utf8);
        return System.Text.Encoding.ASCII.GetString(utf8);
    }

    private static bool TryParseFraction(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest.IsEmpty || rest[0] != '.') return true;
        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0) return false;
        for (var i = 0; i < 3; i++) milliseconds = (milliseconds * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.Length == 1) return rest[0] is (byte)'Z' or (byte)'z';
        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':') return false;
        if (!Digits(rest, 1, 2, out var hour) || !Digits(rest, 4, 2, out var minute) || hour > 23 || minute > 59) return false;
        minutes = ((hour * 60) + minute) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> utf8, int at, int count, out int value)
    {
        value = 0;
        foreach (var b in utf8.Slice(at, count))
        {
            var digit = (uint)(b - '0');
            if (digit > 9) return false;
            value = (value * 10) + (int)digit;
        }
        return true;
    }

    private static void Write(Span<byte> destination, int at, int count, int value)
    {
        for (var i = at + count - 1; i >= at; i--, value /= 10) destination[i] = (byte)('0' + (value % 10));
    }
}
