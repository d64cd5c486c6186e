namespace Ingest.Function.Events;

/// <summary>
/// A device's name in another format as a deviceId: each byte of its UTF-8 that a deviceId may not hold becomes _ and two hex digits
/// (/plant/7 → _2Fplant_2F7), and so does an _ that would look like the beginning of these. Two names never become one.
/// </summary>
internal static class DeviceIds
{
    /// <summary>The most bytes that a byte becomes.</summary>
    public const int Widest = 3;

    /// <returns>How many bytes were written, at most <see cref="Widest"/> for each of the name.</returns>
    public static int Write(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        var at = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var isPlain = EventRules.DeviceIdBytes.Contains(name[i]) && (name[i] != (byte)'_' || !IsEscape(name[(i + 1)..]));
            if (isPlain)
            {
                destination[at++] = name[i];
                continue;
            }
            destination[at++] = (byte)'_';
            destination[at++] = Digit(name[i] >> 4);
            destination[at++] = Digit(name[i] & 15);
        }
        return at;
    }

    private static bool IsEscape(ReadOnlySpan<byte> rest) => rest.Length >= 2 && IsDigit(rest[0]) && IsDigit(rest[1]);

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'F';

    private static byte Digit(int value) => "0123456789ABCDEF"u8[value];
}
