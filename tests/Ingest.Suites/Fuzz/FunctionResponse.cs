using Ingest.Function.Buffers;
using Ingest.Function.FunctionUrl;

namespace Ingest.Suites.Fuzz;

/// <summary>A response as the runtime API gets it, checked for what must hold of any.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Received">Events in the POST, where the response accounts for any.</param>
/// <param name="Accepted">Of those, durable.</param>
/// <param name="Duplicates">Of those, replaced by a later one.</param>
/// <param name="Rejected">Places of those refused, ascending; of a truncated list the first.</param>
/// <param name="Retry">Places of those to be sent again, ascending; of a truncated list the first.</param>
/// <param name="LeftOut">How many entries of both lists are left out.</param>
/// <param name="Outcome">The header ingest-outcome.</param>
internal sealed record FunctionResponse(int Status, int Received, int Accepted, int Duplicates, IReadOnlyList<int> Rejected, IReadOnlyList<int> Retry, int LeftOut, string Outcome)
{
    /// <summary>What Lambda was observed to take of a response.</summary>
    private const int MostCarried = 6_291_556;

    private static readonly int[] Statuses = [200, 202, 400, 404, 405, 413, 415, 429, 503];

    /// <exception cref="FuzzViolationException">It is not what docs/api.md allows.</exception>
    public static FunctionResponse Of(FunctionUrlResponse response)
    {
        using var request = RequestBuffer.Rent(headRoom: 0, capacity: 1_024);
        response.WriteTo(request);
        if (request.Body.Length > MostCarried) throw new FuzzViolationException($"The response has {request.Body.Length} bytes; the runtime API takes {MostCarried}.");
        using var envelope = JsonDocument.Parse(request.Body.ToArray());
        var status = envelope.RootElement.GetProperty("statusCode").GetInt32();
        var headers = envelope.RootElement.GetProperty("headers");
        var outcome = headers.GetProperty("ingest-outcome").GetString()!;
        var text = envelope.RootElement.GetProperty("body").GetString()!;
        if (!Statuses.Contains(status)) throw new FuzzViolationException($"The status is {status}: {text}");
        if (outcome == "internal-error") throw new FuzzViolationException($"The function failed: {text}");
        if (status is 429 or 503 != headers.TryGetProperty("retry-after", out _)) throw new FuzzViolationException($"Status {status} and retry-after do not go together.");

        using var body = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
        var read = new FunctionResponse(status, Number(body, "received"), Number(body, "accepted"), Number(body, "duplicates"), Places(body, "rejected"), Places(body, "retry"), LeftOutOf(body), outcome);
        if (read.Received != read.Accepted + read.Duplicates + read.Rejected.Count + read.Retry.Count + read.LeftOut) throw new FuzzViolationException($"The account does not add up: {text}");
        return read;
    }

    private static int Number(JsonDocument body, string name) => body.RootElement.TryGetProperty(name, out var number) ? number.GetInt32() : 0;

    private static int LeftOutOf(JsonDocument body) =>
        body.RootElement.TryGetProperty("truncated", out var left) ? left.GetProperty("rejected").GetInt32() + left.GetProperty("retry").GetInt32() : 0;

    private static int[] Places(JsonDocument body, string name)
    {
        if (!body.RootElement.TryGetProperty(name, out var list)) return [];
        int[] places = [.. list.EnumerateArray().Select(p => p.GetProperty("index").GetInt32())];
        if (!places.SequenceEqual(places.Distinct().Order())) throw new FuzzViolationException($"{name} is not in order, or names an event twice: {list}");
        return places;
    }
}
