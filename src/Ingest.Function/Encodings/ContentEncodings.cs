using System.Text;
using Ingest.Function.Problems;

namespace Ingest.Function.Encodings;

/// <summary>The content encodings there are. A new one is a line here.</summary>
internal static class ContentEncodings
{
    private const string Identity = "identity";

    private static readonly IContentEncoding[] All = [new GzipEncoding()];

    /// <summary>As Accept-Encoding lists them.</summary>
    public static string Accepted => string.Join(", ", [.. All.Select(static e => e.Token), Identity]);

    /// <param name="contentEncoding">The header; empty if there is none.</param>
    /// <returns>Null for a body as it is.</returns>
    /// <exception cref="ProblemException">It names an encoding that there is not, or several.</exception>
    public static IContentEncoding? Find(ReadOnlySpan<byte> contentEncoding)
    {
        var token = contentEncoding.Trim((byte)' ');
        if (token.IsEmpty || Ascii.EqualsIgnoreCase(token, Identity)) return null;
        foreach (var encoding in All)
        {
            if (Ascii.EqualsIgnoreCase(token, encoding.Token) || (encoding.Alias is { } alias && Ascii.EqualsIgnoreCase(token, alias))) return encoding;
        }
        throw new ProblemException(Problem.UnsupportedEncoding, $"The content encoding is '{Encoding.UTF8.GetString(token)}'; send {string.Join(" or ", All.Select(static e => e.Token))}, or the body as it is.");
    }
}
