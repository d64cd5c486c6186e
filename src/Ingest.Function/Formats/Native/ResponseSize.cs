using Ingest.Function.Events;

namespace Ingest.Function.Formats.Native;

/// <summary>
/// Bounds a response by its bytes as the runtime API carries them: the body is JSON inside a JSON string, so a quote of it
/// is escaped twice. A response over the limit is refused with 413, and the producer would learn nothing of events that are stored.
/// </summary>
internal static class ResponseSize
{
    /// <summary>Lambda takes 6 MB (Lambda quotas: synchronous payload); 6,291,556 bytes were observed.</summary>
    public const int Most = 6_000_000;

    /// <summary>Room for the headers and all members but the lists; a long detail is cut.</summary>
    private const int HeadRoom = 32 * 1024;

    // A quote that JSON itself needs: escaped once, by the SDK's serializer as \u0022.
    private const int Quote = 6;

    // {"index":100000,"id":""}, has eight names' and values' quotes, and code, pointer, detail and more another fourteen.
    private const int RetryEntry = 24 + (6 * Quote);
    private const int RejectionEntry = 24 + 12 + (8 * Quote);
    private const int ErrorEntry = 34 + (12 * Quote);

    /// <summary>How many entries of each list fit, from the first on. What is to be retried matters more, but never displaces all rejections.</summary>
    public static (int Rejected, int Retry) Fit(IReadOnlyList<Rejection> rejected, IReadOnlyList<(int Index, string Id)> retry)
    {
        // If surely all fit, nothing is counted.
        if (rejected.Count + retry.Count < 100) return (rejected.Count, retry.Count);
        var room = (long)Most - HeadRoom;
        var all = 0L;
        foreach (var (_, id) in retry) all += RetryEntry + Carried(id);
        var left = Math.Max(room / 2, room - all);
        var fitting = 0;
        for (; fitting < rejected.Count && left >= Carried(rejected[fitting]); fitting++)
        {
            left -= Carried(rejected[fitting]);
            room -= Carried(rejected[fitting]);
        }
        var fittingRetry = 0;
        for (; fittingRetry < retry.Count && room >= RetryEntry + Carried(retry[fittingRetry].Id); fittingRetry++) room -= RetryEntry + Carried(retry[fittingRetry].Id);
        return (fitting, fittingRetry);
    }

    private static long Carried(Rejection rejection)
    {
        var bytes = RejectionEntry + Carried(rejection.Id ?? "") + Carried(rejection.Error);
        foreach (var error in rejection.More) bytes += Carried(error);
        return bytes;
    }

    private static long Carried(EventError error) => ErrorEntry + error.Problem.Code.Length + Carried(error.Pointer) + Carried(error.Detail);

    /// <summary>The most bytes that a string takes in the response, as a part of its body, over either transport.</summary>
    private static long Carried(string value)
    {
        var bytes = 0L;
        foreach (var c in value)
        {
            bytes += c switch
            {
                // \" is a backslash, which is doubled, and a quote, which becomes \u0022.
                '"' => 8,
                '\\' => 4,
                '<' or '>' or '&' or '\'' or '+' or '`' => 6,
                >= ' ' and < '\u007F' => 1,
                // \u0001, or half of a surrogate pair: an escape whose backslash is doubled.
                _ => 7,
            };
        }
        return bytes;
    }
}
