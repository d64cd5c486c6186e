using System.Buffers.Text;
using System.Globalization;

namespace Ingest.LocalCloud.Services.Kinesis;

/// <summary>
/// 56 digits that begin with 49, as the service's do. To callers opaque; here: 49, stream creation in seconds (10 digits),
/// shard (8), position in the shard (18), arrival in milliseconds (18), so that within a shard numbers rise with the position.
/// </summary>
internal readonly record struct SequenceNumber(long Created, int Shard, long Position, long ArrivedMs)
{
    public const int Length = 56;

    public void Write(Span<byte> to)
    {
        "49"u8.CopyTo(to);
        Utf8Formatter.TryFormat(Created, to[2..], out _, new('D', 10));
        Utf8Formatter.TryFormat(Shard, to[12..], out _, new('D', 8));
        Utf8Formatter.TryFormat(Position, to[20..], out _, new('D', 18));
        Utf8Formatter.TryFormat(ArrivedMs, to[38..], out _, new('D', 18));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"49{Created:D10}{Shard:D8}{Position:D18}{ArrivedMs:D18}");

    public static bool TryParse(ReadOnlySpan<char> text, out SequenceNumber number)
    {
        number = default;
        if (text.Length != Length || !text.StartsWith("49")) return false;
        if (!Digits(text[2..12], out var created) || !Digits(text[12..20], out var shard)
            || !Digits(text[20..38], out var position) || !Digits(text[38..], out var arrived)) return false;
        number = new((long)created, (int)shard, (long)position, (long)arrived);
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
