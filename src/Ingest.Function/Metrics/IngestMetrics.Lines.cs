using Ingest.Function.Logging;

namespace Ingest.Function.Metrics;

/// <summary>What was counted, as lines. All of it under the lock.</summary>
internal sealed partial class IngestMetrics
{
    /// <summary>The most lines at a time; what they have no room for stays for the next.</summary>
    private const int MostLines = 10;

    private void WriteLines()
    {
        _written = _time.GetTimestamp();
        _hasWritten = true;
        _function ??= Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME") is { Length: > 0 } name ? name : "ingest";
        Span<byte> now = stackalloc byte[LogWriter.TimeWidth];
        LogWriter.FormatTime(_time.GetUtcNow(), now);
        try
        {
            WriteTotals(now);
            var lines = 1;
            while (lines < MostLines && WriteDetails(now)) lines++;
        }
        catch (IOException)
        {
            // There is nowhere else to write it, and the response is sent.
        }
    }

    /// <summary>What all environments write; of the sinks' latencies one's, for a document has one sink: they take turns.</summary>
    private void WriteTotals(ReadOnlySpan<byte> now)
    {
        using var document = new EmfDocument(now, _newest);
        document.Begin("\"FunctionName\""u8);
        document.Add("Received"u8, "Count"u8, _counts.Received);
        document.Add("Accepted"u8, "Count"u8, _counts.Accepted);
        document.Add("Duplicates"u8, "Count"u8, _counts.Duplicates);
        document.Add("Rejected"u8, "Count"u8, _counts.Rejected);
        document.Add("NotStored"u8, "Count"u8, _counts.NotStored);
        document.Add("Refused"u8, "Count"u8, _counts.Refused);
        document.Add("BytesIn"u8, "Bytes"u8, _counts.BytesIn);
        document.Add("BatchSize"u8, "Count"u8, _batchSize, inThousandths: false);
        document.Add("Latency"u8, "Milliseconds"u8, _latency, inThousandths: true);
        if (_init is { } init)
        {
            document.Add("ColdStart"u8, "Count"u8, 1);
            document.AddMilliseconds("InitDuration"u8, (long)init.TotalMicroseconds);
        }
        if (_sinks.Count > 0 && _sinks[_turn++ % _sinks.Count] is var sink && AddCalls(document, sink)) document.AddDimension("Sink"u8, sink.Name);
        document.AddDimension("FunctionName"u8, _function!);
        _log.WriteLine(document.End());
        (_counts, _init) = (default, null);
        _batchSize.Clear();
        _latency.Clear();
    }

    /// <returns>False if there was nothing to write.</returns>
    private bool WriteDetails(ReadOnlySpan<byte> now)
    {
        var code = _codes.Find(static count => count.HasNews);
        var sink = _sinks.Find(static sink => sink.HasNews);
        if (code is null && sink is null) return false;
        using var document = new EmfDocument(now, _newest);
        if (code is not null)
        {
            document.Begin("\"FunctionName\",\"Code\""u8);
            if (code.Rejected > 0) document.Add("Rejected"u8, "Count"u8, code.Rejected);
            if (code.Refused > 0) document.Add("Refused"u8, "Count"u8, code.Refused);
            document.AddDimension("Code"u8, code.Code);
            (code.Rejected, code.Refused) = (0, 0);
        }
        if (sink is not null)
        {
            AddCalls(document, sink);
            AddCause(document, sink);
            document.AddDimension("Sink"u8, sink.Name);
        }
        document.AddDimension("FunctionName"u8, _function!);
        _log.WriteLine(document.End());
        return true;
    }

    /// <returns>False if there was no call.</returns>
    private static bool AddCalls(EmfDocument document, SinkMetrics sink)
    {
        if (sink.Latency.Count == 0 && sink.Retries == 0) return false;
        document.Begin("\"FunctionName\",\"Sink\""u8);
        if (sink.Retries > 0) document.Add("Retries"u8, "Count"u8, sink.Retries);
        document.Add("SinkLatency"u8, "Milliseconds"u8, sink.Latency, inThousandths: true);
        sink.Clear();
        return true;
    }

    private static void AddCause(EmfDocument document, SinkMetrics sink)
    {
        if (sink.TakeCause() is not { Cause: { } cause, Events: var events }) return;
        document.Begin("\"FunctionName\",\"Sink\",\"Cause\""u8);
        document.Add("NotStored"u8, "Count"u8, events);
        document.AddDimension("Cause"u8, cause);
    }
}
