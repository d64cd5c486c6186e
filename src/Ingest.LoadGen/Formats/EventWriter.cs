using System.Buffers.Text;
using Ingest.LoadGen.Accounting;

namespace Ingest.LoadGen.Formats;

/// <summary>
/// Writes events of the native format (docs/api.md) as UTF-8, with nothing in between:
/// {"deviceId":…,"id":…,"time":…,"type":"reading","values":{"temperature":…,"battery":…,"state":…,"on":…},"tags":{"site":…}}
/// </summary>
internal sealed class EventWriter(DeviceFleet fleet, int padding = 0)
{
    // The longest event without padding and the devices' prefix has 234 bytes.
    private const int MaxPlainEvent = 256;
    private static ReadOnlySpan<byte> PadStart => ",\"pad\":\""u8;

    /// <summary>Bytes that one event takes at most.</summary>
    public int MaxLength => MaxPlainEvent + fleet.DevicePrefix.Length + padding;

    /// <summary>A valid event.</summary>
    /// <param name="sequence">Which event of the run.</param>
    /// <param name="time">When it was measured, as <see cref="WriteTime"/> writes it.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    public int Write(long sequence, ReadOnlySpan<byte> time, Span<byte> destination)
    {
        var device = fleet.DeviceOf(sequence);
        var tick = fleet.NumberOf(sequence) / fleet.Devices;
        var at = 0;
        Put("{\"deviceId\":\""u8, destination, ref at);
        Put(fleet.DevicePrefix, destination, ref at);
        PutPadded(device, 6, destination, ref at);
        Put("\",\"id\":\""u8, destination, ref at);
        at += fleet.WriteId(sequence, destination[at..]);
        Put("\",\"time\":\""u8, destination, ref at);
        Put(time, destination, ref at);
        Put("\",\"type\":\"reading\",\"values\":{\"temperature\":"u8, destination, ref at);
        PutHundredths((int)(2000 + 1500 * SmoothNoise(device, tick)), destination, ref at);
        Put(",\"battery\":"u8, destination, ref at);
        PutHundredths((int)(10000 - tick % 9000), destination, ref at);
        Put(",\"state\":\""u8, destination, ref at);
        Put(State(device, tick), destination, ref at);
        Put("\",\"on\":"u8, destination, ref at);
        Put(Hash(device, tick / 50) % 10 == 0 ? "false"u8 : "true"u8, destination, ref at);
        Put("},\"tags\":{\"site\":\""u8, destination, ref at);
        destination[at++] = (byte)('a' + device % 16);
        Put("\"}"u8, destination, ref at);
        if (padding >= PadStart.Length + 1)
        {
            Put(PadStart, destination, ref at);
            var fill = destination.Slice(at, padding - PadStart.Length - 1);
            fill.Fill((byte)'x');
            at += fill.Length;
            destination[at++] = (byte)'"';
        }
        destination[at++] = (byte)'}';
        return at;
    }

    /// <summary>An event that has an id but breaks a rule: its values are missing. It must be rejected for good.</summary>
    public int WriteInvalid(long sequence, ReadOnlySpan<byte> time, Span<byte> destination)
    {
        var at = 0;
        Put("{\"deviceId\":\""u8, destination, ref at);
        Put(fleet.DevicePrefix, destination, ref at);
        PutPadded(fleet.DeviceOf(sequence), 6, destination, ref at);
        Put("\",\"id\":\""u8, destination, ref at);
        at += fleet.WriteId(sequence, destination[at..]);
        Put("\",\"time\":\""u8, destination, ref at);
        Put(time, destination, ref at);
        Put("\",\"values\":{}}"u8, destination, ref at);
        return at;
    }

    /// <summary>RFC 3339 with milliseconds, 24 bytes.</summary>
    public static int WriteTime(DateTimeOffset time, Span<byte> destination)
    {
        time.UtcDateTime.TryFormat(destination, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }

    private static void Put(ReadOnlySpan<byte> bytes, Span<byte> destination, ref int at)
    {
        bytes.CopyTo(destination[at..]);
        at += bytes.Length;
    }

    private static void PutPadded(int value, int digits, Span<byte> destination, ref int at)
    {
        for (var digit = at + digits - 1; digit >= at; digit--, value /= 10) destination[digit] = (byte)('0' + value % 10);
        at += digits;
    }

    private static void PutHundredths(int hundredths, Span<byte> destination, ref int at)
    {
        Utf8Formatter.TryFormat(hundredths / 100, destination[at..], out var written);
        at += written;
        destination[at++] = (byte)'.';
        PutPadded(Math.Abs(hundredths % 100), 2, destination, ref at);
    }

    private static ReadOnlySpan<byte> State(int device, long tick) => (Hash(device, tick / 20) % 100) switch
    {
        < 92 => "ok"u8,
        < 98 => "degraded"u8,
        _ => "fault"u8
    };

    /// <summary>A walk between 0 and 1 that is a function of its place: random points 16 readings apart, joined smoothly.</summary>
    private double SmoothNoise(int device, long tick)
    {
        const int spacing = 16;
        var (from, part) = (tick / spacing, tick % spacing / (double)spacing);
        var ease = part * part * (3 - 2 * part);
        return Point(device, from) * (1 - ease) + Point(device, from + 1) * ease;
    }

    private double Point(int device, long at) => Hash(device ^ fleet.Seed, at) / (double)uint.MaxValue;

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014), of which the upper half is enough.
    private static uint Hash(int device, long at)
    {
        var mixed = unchecked((ulong)device * 0x9E3779B97F4A7C15 + (ulong)at);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return (uint)((mixed ^ (mixed >> 31)) >> 32);
    }
}
