using System.Text;
using Ingest.LocalCloud.Services.CloudWatch;

namespace Ingest.LocalCloud.Lambda;

/// <summary>Turns the lines that are embedded-metric-format documents into metrics, as CloudWatch Logs does.</summary>
/// <param name="terminal">Where a person is told of a line that CloudWatch would take no metrics from, each reason once.</param>
internal sealed class EmfLogSink(EmfExtractor extractor, TextWriter terminal) : ILogSink
{
    private const int MostReasons = 100;
    private const int LongestQuote = 300;

    private readonly HashSet<string> _reasons = [];

    public void Write(DateTimeOffset time, string logStream, string line)
    {
        if (!line.Contains("\"_aws\"", StringComparison.Ordinal)) return;
        try
        {
            extractor.Extract(Encoding.UTF8.GetBytes(line));
        }
        catch (FormatException e)
        {
            lock (_reasons)
            {
                if (_reasons.Count == MostReasons || !_reasons.Add(e.Message)) return;
            }
            terminal.WriteLine($"CloudWatch would take no metrics from a log line of the function: {e.Message}. {(line.Length > LongestQuote ? line[..LongestQuote] + "…" : line)}");
        }
    }
}
