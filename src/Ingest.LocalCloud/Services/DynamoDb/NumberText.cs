using System.Text;

namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>The number type: up to 38 digits, magnitudes from 1E-130 to 9.9…E+125, kept as text.</summary>
internal readonly struct NumberText
{
    private const int MostDigits = 38;
    private const int LargestExponent = 125;
    private const int SmallestExponent = -130;

    private readonly string _digits;

    private NumberText(bool negative, string digits, int exponent) => (IsNegative, _digits, Exponent) = (negative, digits, exponent);

    public bool IsNegative { get; }

    /// <summary>Power of ten of the first digit.</summary>
    public int Exponent { get; }

    private bool IsZero => _digits.Length == 0;

    /// <summary>Bytes the number counts for: one for two digits, and one. Documented as approximate; this is dynalite's finding.</summary>
    public int Size => IsZero ? 1 : 1 + (_digits.Length + 1) / 2 + (_digits.Length % 2 != 0 || Exponent % 2 != 0 ? 0 : 1) + (IsNegative ? 1 : 0);

    /// <summary>Whether the text is already as the service would return it: the usual case, told without parsing.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text, out int size)
    {
        size = 0;
        var digits = text.Length > 0 && text[0] == '-' ? text[1..] : text;
        if (digits.Length is 0 or > MostDigits || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        if (digits[0] == '0')
        {
            size = 1;
            return text.Length == 1;
        }
        var significant = digits.TrimEnd((byte)'0').Length;
        size = 1 + (significant + 1) / 2 + (significant % 2 != 0 || (digits.Length - 1) % 2 != 0 ? 0 : 1) + (digits.Length < text.Length ? 1 : 0);
        return true;
    }

    /// <returns>Null, or what the service says of the text.</returns>
    public static string? Parse(string text, out NumberText number)
    {
        number = default;
        if (text.Length == 0) return "The parameter cannot be converted to a numeric value";
        var at = text[0] is '-' or '+' ? 1 : 0;
        var digits = new StringBuilder();
        int? point = null;
        var seen = 0;
        for (; at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && point is null)); at++)
        {
            if (text[at] == '.')
            {
                point = seen;
                continue;
            }
            digits.Append(text[at]);
            seen++;
        }
        var power = 0;
        var sound = seen > 0 && (at == text.Length
            || (text[at] is 'e' or 'E' && int.TryParse(text.AsSpan(at + 1), System.Globalization.NumberStyles.AllowLeadingSign, null, out power)));
        if (!sound) return "The parameter cannot be converted to a numeric value: " + text;

        var all = digits.ToString();
        var significant = all.TrimStart('0');
        var exponent = (point ?? seen) - 1 - (all.Length - significant.Length) + power;
        significant = significant.TrimEnd('0');
        if (significant.Length == 0) exponent = 0;
        else if (exponent > LargestExponent) return "Number overflow. Attempting to store a number with magnitude larger than supported range";
        else if (exponent < SmallestExponent) return "Number underflow. Attempting to store a number with magnitude smaller than supported range";
        else if (significant.Length > MostDigits) return "Attempting to store more than 38 significant digits in a Number";
        number = new NumberText(text[0] == '-' && significant.Length > 0, significant, exponent);
        return null;
    }

    /// <summary>Bytes that order as the numbers do: sign, exponent, digits, all turned round below zero.</summary>
    public byte[] ToSortable()
    {
        if (IsZero) return [0x80];
        var bytes = new byte[3 + _digits.Length];
        bytes[0] = 0x81;
        var biased = Exponent - SmallestExponent;
        bytes[1] = (byte)(biased >> 8);
        bytes[2] = (byte)biased;
        Encoding.ASCII.GetBytes(_digits, bytes.AsSpan(3));
        if (!IsNegative) return bytes;
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)~bytes[i];
        // Of two with a common beginning the longer is the smaller one below zero.
        return [.. bytes, 0xFF];
    }

    /// <summary>Plain decimal without exponent, leading or trailing zeros, as the service returns it.</summary>
    public override string ToString()
    {
        if (IsZero) return "0";
        var sign = IsNegative ? "-" : "";
        if (Exponent < 0) return sign + "0." + new string('0', -Exponent - 1) + _digits;
        var whole = Exponent + 1;
        return whole >= _digits.Length ? sign + _digits.PadRight(whole, '0') : sign + _digits[..whole] + "." + _digits[whole..];
    }
}
