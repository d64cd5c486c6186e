using System.Text.Json;

namespace Ingest.LoadGen.Accounting;

/// <summary>
/// What a response said of the events of a POST, after the contract of docs/api.md: the status says whether a resend can
/// help, the body which events. Indexes count the events of that POST from 0.
/// </summary>
internal sealed class IngestResponse
{
    private readonly List<int> _rejected = [];
    private readonly List<int> _retry = [];
    private int _rejectedLeftOut;
    private int _retryLeftOut;

    /// <summary>Refused for good. Ascending.</summary>
    public IReadOnlyList<int> Rejected => _rejected;

    /// <summary>Not durable, or not known because a list was truncated: safe to send again. Ascending; empty if the response names none.</summary>
    public IReadOnlyList<int> Retry => _retry;

    /// <summary>What became of the events that are in neither list.</summary>
    public Verdict Others { get; private set; }

    /// <summary>The body's numbers; -1 if it has none.</summary>
    public int Received { get; private set; }
    public int Accepted { get; private set; }
    public int Duplicates { get; private set; }

    /// <summary>In which way the response breaks the contract; null if it keeps it.</summary>
    public string? Violation { get; private set; }

    /// <summary>Reads a response; the instance may be used again for the next.</summary>
    public void Read(int status, ReadOnlySpan<byte> body, int sent)
    {
        _rejected.Clear();
        _retry.Clear();
        Received = Accepted = Duplicates = -1;
        (_rejectedLeftOut, _retryLeftOut) = (0, 0);
        Violation = null;
        try
        {
            ReadBody(body);
        }
        catch (JsonException)
        {
            // A platform's own page is not JSON: its status alone counts. A success must be JSON.
            _rejected.Clear();
            _retry.Clear();
            Received = -1;
        }
        _rejected.Sort();
        _retry.Sort();
        Others = VerdictOf(status);
        Check(status, sent);
        if (_rejectedLeftOut > 0) Doubt(_rejected, sent);
        if (_retryLeftOut > 0) Doubt(_retry, sent);
    }

    /// <summary>A truncated list names its first events alone: those behind are in doubt, and safe to send again.</summary>
    private void Doubt(List<int> truncated, int sent)
    {
        for (var index = truncated.Count == 0 ? 0 : truncated[^1] + 1; index < sent; index++)
        {
            if (_rejected.BinarySearch(index) < 0 && _retry.BinarySearch(index) is < 0 and var place) _retry.Insert(~place, index);
        }
    }

    private Verdict VerdictOf(int status) => status switch
    {
        200 or 202 => Verdict.Acknowledged,
        // The body decides: events it accounts for as accepted are durable although others are not.
        429 or 503 => Received >= 0 && _retry.Count > 0 ? Verdict.Acknowledged : Verdict.Retry,
        // No response (0) or the platform's own failure: nothing is known, and a resend is safe.
        0 or 408 or >= 500 => Verdict.Retry,
        400 or 413 or 415 => Verdict.Rejected,
        _ => Verdict.Failed
    };

    private void Check(int status, int sent)
    {
        if (Received < 0)
        {
            if (status is 200 or 202) Violation = $"a {status} without the counts of its events";
            return;
        }
        // What is refused as a whole may not have been read.
        if (Received != sent && VerdictOf(status) is (Verdict.Acknowledged or Verdict.Retry)) Violation = $"received {Received} where {sent} were sent";
        else if (Received != Math.Max(Accepted, 0) + Math.Max(Duplicates, 0) + _rejected.Count + _rejectedLeftOut + _retry.Count + _retryLeftOut)
            Violation = $"received {Received} is not accepted {Accepted} + duplicates {Duplicates} + rejected {_rejected.Count + _rejectedLeftOut} + retry {_retry.Count + _retryLeftOut}";
        else if (status == 202 && _rejected.Count + _retry.Count > 0) Violation = "a 202 that names rejected events or events to retry";
        else if (status == 200 && _retry.Count > 0) Violation = "a 200 that names events to retry";
        else if (Exceeds(_rejected, sent) || Exceeds(_retry, sent)) Violation = "an index beyond the events sent";
    }

    private static bool Exceeds(List<int> ascending, int sent) => ascending.Count > 0 && (ascending[0] < 0 || ascending[^1] >= sent);

    private void ReadBody(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("received"u8)) Received = Number(ref json);
            else if (json.ValueTextEquals("accepted"u8)) Accepted = Number(ref json);
            else if (json.ValueTextEquals("duplicates"u8)) Duplicates = Number(ref json);
            else if (json.ValueTextEquals("rejected"u8)) ReadIndexes(ref json, _rejected);
            else if (json.ValueTextEquals("retry"u8)) ReadIndexes(ref json, _retry);
            else if (json.ValueTextEquals("truncated"u8)) ReadLeftOut(ref json);
            else json.Skip();
        }
    }

    /// <summary>{"rejected":5,"retry":0}: entries left out of each list.</summary>
    private void ReadLeftOut(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("rejected"u8)) _rejectedLeftOut = Number(ref json);
            else if (json.ValueTextEquals("retry"u8)) _retryLeftOut = Number(ref json);
            else json.Skip();
        }
    }

    private static int Number(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) ? number : throw new JsonException();

    /// <summary>[{"index":0,…},…]</summary>
    private static void ReadIndexes(ref Utf8JsonReader json, List<int> indexes)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray) throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("index"u8)) indexes.Add(Number(ref json));
                else
                {
                    json.Read();
                    json.Skip();
                }
            }
        }
    }
}

/// <summary>What a response means for an event.</summary>
internal enum Verdict
{
    /// <summary>Durable.</summary>
    Acknowledged,
    /// <summary>Refused for good.</summary>
    Rejected,
    /// <summary>Not durable, or unknown: to be sent again.</summary>
    Retry,
    /// <summary>Not durable, and sending again can't help (not allowed, no such path).</summary>
    Failed
}
