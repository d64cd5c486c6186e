namespace Ingest.Function.Problems;

/// <summary>What others wrote, quoted at a length that is bounded.</summary>
internal static class Excerpt
{
    /// <summary>The string, or its beginning. Never with half of a surrogate pair at its end, which could not be written.</summary>
    /// <param name="value">As it came.</param>
    /// <param name="longest">The most UTF-16 characters of it.</param>
    public static string Of(string value, int longest) =>
        value.Length <= longest ? value : value[..(char.IsHighSurrogate(value[longest - 1]) ? longest - 1 : longest)];
}
