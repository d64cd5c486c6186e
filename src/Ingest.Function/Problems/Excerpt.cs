namespace Ingest.Function.Problems;

/// <summary>What others wrote, quoted at a length that is bounded.</summary>
internal static class Excerpt
{
    /// <summary>The text, or its beginning. Never with half of a surrogate pair at its end, which could not be written.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="longest">The most UTF-16 characters of it.</param>
    public static string Of(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
