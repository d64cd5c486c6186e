using Ingest.Function.Buffers;

namespace Ingest.Function.Metrics;

/// <summary>
/// One line in CloudWatch's embedded metric format, and one of JSON logs at once:
/// {"timestamp":"…","level":"INFO","_aws":{"Timestamp":ms,"CloudWatchMetrics":[{"Namespace":"Ingest","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"Received","Unit":"Count"}]}]},"FunctionName":"f","Received":10}
/// A member has one value, so a document has one code, one sink and one cause. Written without the JSON writer: its tables are not
/// worth their start. Source: CloudWatch user guide, "Specification: Embedded metric format".
/// </summary>
internal sealed class EmfDocument : IDisposable
{
    private const int Capacity = 2048;

    private readonly RequestBuffer _line = RequestBuffer.Rent(0, Capacity);
    private readonly RequestBuffer _values = RequestBuffer.Rent(0, Capacity);
    private bool _hasDirective;
    private bool _hasMetric;

    /// <param name="written">The line's time, as log lines have it.</param>
    /// <param name="time">The metrics' time, milliseconds since 1970.</param>
    public EmfDocument(ReadOnlySpan<byte> written, long time)
    {
        _line.Write("{\"timestamp\":\""u8);
        _line.Write(written);
        _line.Write("\",\"level\":\"INFO\",\"_aws\":{\"Timestamp\":"u8);
        _line.Write(time);
        _line.Write(",\"CloudWatchMetrics\":["u8);
    }

    /// <summary>The metrics that follow have these dimensions.</summary>
    /// <param name="names">As the inside of an array, such as "FunctionName","Sink".</param>
    public void Begin(ReadOnlySpan<byte> names)
    {
        if (_hasDirective) _line.Write("]},"u8);
        (_hasDirective, _hasMetric) = (true, false);
        _line.Write("{\"Namespace\":\"Ingest\",\"Dimensions\":[["u8);
        _line.Write(names);
        _line.Write("]],\"Metrics\":["u8);
    }

    public void AddDimension(ReadOnlySpan<byte> name, string value)
    {
        AddMember(name);
        _values.Write("\""u8);
        _values.WriteString(value);
        _values.Write("\""u8);
    }

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, long value)
    {
        AddMetric(name, unit);
        _values.Write(value);
    }

    /// <summary>Milliseconds with three decimals.</summary>
    /// <param name="microseconds">Written as they are, a thousandth each.</param>
    public void AddMilliseconds(ReadOnlySpan<byte> name, long microseconds)
    {
        AddMetric(name, "Milliseconds"u8);
        WriteThousandths(microseconds);
    }

    /// <summary>An array; nothing if there is no value, for CloudWatch takes no empty one.</summary>
    /// <param name="inThousandths">The values are microseconds, and milliseconds are written.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit, Distribution distribution, bool inThousandths)
    {
        if (distribution.Count == 0) return;
        Span<long> values = stackalloc long[Distribution.MostValues];
        AddMetric(name, unit);
        var separator = "["u8;
        foreach (var value in values[..distribution.Read(values)])
        {
            _values.Write(separator);
            if (inThousandths) WriteThousandths(value);
            else _values.Write(value);
            separator = ","u8;
        }
        _values.Write("]"u8);
    }

    /// <summary>The whole line, its newline included.</summary>
    public ReadOnlySpan<byte> End()
    {
        _line.Write("]}]}"u8);
        _line.Write(_values.Body);
        _line.Write("}\n"u8);
        return _line.Body;
    }

    public void Dispose()
    {
        _line.Dispose();
        _values.Dispose();
    }

    private void AddMetric(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit)
    {
        _line.Write(_hasMetric ? ",{\"Name\":\""u8 : "{\"Name\":\""u8);
        _hasMetric = true;
        _line.Write(name);
        _line.Write("\",\"Unit\":\""u8);
        _line.Write(unit);
        _line.Write("\"}"u8);
        AddMember(name);
    }

    private void AddMember(ReadOnlySpan<byte> name)
    {
        _values.Write(",\""u8);
        _values.Write(name);
        _values.Write("\":"u8);
    }

    private void WriteThousandths(long value)
    {
        _values.Write(value / 1000);
        if (value % 1000 is not (> 0 and var rest)) return;
        _values.Write("."u8);
        if (rest < 100) _values.Write("0"u8);
        if (rest < 10) _values.Write("0"u8);
        _values.Write(rest);
    }
}
