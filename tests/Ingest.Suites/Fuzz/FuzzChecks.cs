namespace Ingest.Suites.Fuzz;

/// <summary>What must hold of a response and of what the sinks got.</summary>
internal sealed class FuzzChecks(FunctionResponse response, RecordingTable table)
{
    /// <summary>The events in the table, as JSON.</summary>
    public required string[] Table { get; init; }

    /// <summary>The events in the stream, as JSON without what is added to them there.</summary>
    public required string[] Stream { get; init; }

    /// <summary>What holds of any body: both sinks have the accepted events, and these are valid.</summary>
    public void Check()
    {
        Expect("events in the table", response.Accepted, response.Outcome is "dry-run" ? response.Accepted + Table.Length : Table.Length);
        Expect("events in the stream", response.Outcome switch
        {
            "dry-run" => 0,
            "unavailable" or "operator-needed" => response.Accepted + response.Retry.Count,
            _ => response.Accepted,
        }, Stream.Length);
        if (response.Outcome is "unavailable" or "operator-needed") ExpectSame("events to be sent again", table.Refused, response.Retry);
        var lines = Stream.Order(StringComparer.Ordinal).ToArray();
        foreach (var json in Table)
        {
            if (Array.BinarySearch(lines, OnOneLine(json), StringComparer.Ordinal) < 0) throw new FuzzViolationException($"The table holds what the stream does not: {json}");
        }
        foreach (var json in Stream)
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100 });
            if (ReferenceEvent.Read(document.RootElement, 0, asStored: true) is null) throw new FuzzViolationException($"The stream holds no valid event: {json}");
        }
    }

    /// <summary>What holds of a damaged body: unless it is refused whole, no event in it that is intact is lost.</summary>
    /// <param name="intact">Their ids.</param>
    public void CheckIntact(IEnumerable<string> intact)
    {
        if (response.Received == 0 || response.Outcome is "dry-run" or "strict-rejected" or "unavailable" or "operator-needed") return;
        foreach (var id in intact)
        {
            if (!Array.Exists(Table, json => json.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal))) throw new FuzzViolationException($"The intact event {id} is neither stored nor is the body refused: {response}");
        }
    }

    /// <summary>What holds of a body that is valid JSON.</summary>
    public void CheckAgainst(ReferenceResponse expected, bool withKeys)
    {
        Expect("status", table.Refused.Count > 0 ? 503 : expected.Status, response.Status);
        Expect("received", expected.Received, response.Received);
        Expect("duplicates", expected.Duplicates, response.Duplicates);
        ExpectSame("rejected", response.LeftOut > 0 ? expected.Rejected.Take(response.Rejected.Count) : expected.Rejected, response.Rejected);
        var stored = expected.IsWritten ? expected.Events : [];
        ExpectSame("the stream's events", stored.Select(e => OnOneLine(e.Json)).Order(StringComparer.Ordinal), Stream.Order(StringComparer.Ordinal));
        var kept = stored.Where(e => !table.Refused.Contains(e.Index)).ToArray();
        ExpectSame("the table's events", kept.Select(e => e.Json).Order(StringComparer.Ordinal), Table.Order(StringComparer.Ordinal));
        if (withKeys) ExpectSame("the table's keys", kept.Select(e => $"{e.DeviceId} {e.SortKey}").Order(StringComparer.Ordinal), table.Items.Select(i => $"{i.DeviceId} {i.SortKey}").Order(StringComparer.Ordinal));
    }

    private static string OnOneLine(string json) => json.Replace('\n', ' ').Replace('\r', ' ');

    private static void Expect(string what, int expected, int actual)
    {
        if (expected != actual) throw new FuzzViolationException($"{what}: expected {expected}, found {actual}.");
    }

    private static void ExpectSame<T>(string what, IEnumerable<T> expected, IEnumerable<T> actual)
    {
        if (!expected.SequenceEqual(actual)) throw new FuzzViolationException($"{what}: expected\n  {string.Join("\n  ", expected)}\nfound\n  {string.Join("\n  ", actual)}");
    }
}
