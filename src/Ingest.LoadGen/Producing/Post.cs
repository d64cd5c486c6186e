using System.Net;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Producing;

/// <summary>
/// A POST: its events and its body. Rented from a pool together with everything a request needs, so that writing and
/// sending the next one allocates nothing here.
/// </summary>
internal sealed class Post : IDisposable
{
    private readonly byte[] _time = new byte[24];
    private readonly BodyContent _plain;
    private readonly BodyContent _compressed;
    private byte[] _body = new byte[1024];
    private byte[] _gzip = [];
    private GzipWriter? _gzipWriter;
    private long[] _sequences = new long[16];
    private bool[] _invalid = new bool[16];
    private EventWriter? _writer;

    public Post(Uri url)
    {
        _plain = new BodyContent(this, BodyEncoding.Identity);
        _compressed = new BodyContent(this, BodyEncoding.Gzip);
        Request = new HttpRequestMessage(HttpMethod.Post, url) { Content = _plain, Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public HttpRequestMessage Request { get; }
    public int Count { get; private set; }
    /// <summary>Bytes of the body as it is sent.</summary>
    public int Length { get; private set; }
    public ReadOnlySpan<long> Sequences => _sequences.AsSpan(0, Count);
    public ReadOnlyMemory<byte> Body => (Encoding == BodyEncoding.Gzip ? _gzip : _body).AsMemory(0, Length);
    public IBodyFormat Format { get; private set; } = BodyFormats.Array;
    public BodyEncoding Encoding { get; private set; }

    /// <summary>How late the first request began, after the moment the schedule meant it to.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>Which of the run's scenarios it is of.</summary>
    public int Scenario { get; set; }

    /// <summary>False during warm-up: its events count, its requests do not.</summary>
    public bool IsMeasured { get; set; }

    /// <summary>What the last response said.</summary>
    public IngestResponse Response { get; } = new();

    /// <summary>The response body, which is read into here.</summary>
    public byte[] ResponseBody { get; set; } = new byte[1024];
    public CancellationTokenSource Timeout { get; set; } = new();

    /// <summary>Takes <paramref name="count"/> events from <paramref name="first"/> on, measured at <paramref name="time"/>.</summary>
    /// <param name="writer">Writes them, now and at every resend.</param>
    /// <param name="first">The first's sequence.</param>
    /// <param name="count">How many.</param>
    /// <param name="time">When they were measured.</param>
    /// <param name="format">How they are put together.</param>
    /// <param name="isInvalid">Which of them break a rule on purpose; null for none.</param>
    /// <param name="encoding">How the body is compressed.</param>
    public void Fill(EventWriter writer, long first, int count, DateTimeOffset time, IBodyFormat format, Func<long, bool>? isInvalid = null, BodyEncoding encoding = BodyEncoding.Identity)
    {
        if (_sequences.Length < count)
        {
            _sequences = new long[count];
            _invalid = new bool[count];
        }
        for (var index = 0; index < count; index++)
        {
            _sequences[index] = first + index;
            _invalid[index] = isInvalid is not null && isInvalid(first + index);
        }
        (_writer, Count, Format, Encoding) = (writer, count, format, encoding);
        EventWriter.WriteTime(time, _time);
        Write(writer);
    }

    /// <summary>Keeps only the events at these indexes (ascending), for a resend of what a response named.</summary>
    public void Narrow(IReadOnlyList<int> indexes)
    {
        for (var kept = 0; kept < indexes.Count; kept++)
        {
            _sequences[kept] = _sequences[indexes[kept]];
            _invalid[kept] = _invalid[indexes[kept]];
        }
        Count = indexes.Count;
        Write(_writer!);
    }

    public void Dispose()
    {
        Request.Dispose();
        _plain.Dispose();
        _compressed.Dispose();
        Timeout.Dispose();
    }

    private void Write(EventWriter writer)
    {
        var capacity = Count * writer.MaxLength + Format.Overhead(Count);
        if (_body.Length < capacity) _body = new byte[Math.Max(capacity, _body.Length * 2)];
        var written = Format.Write(new BodyEvents(writer, Sequences, _invalid.AsSpan(0, Count), _time), _body);
        Length = Encoding == BodyEncoding.Gzip ? Compress(_body.AsSpan(0, written)) : written;
        var content = Encoding == BodyEncoding.Gzip ? _compressed : _plain;
        content.Describe(Format);
        Request.Content = content;
    }

    private int Compress(ReadOnlySpan<byte> body)
    {
        if (_gzip.Length < GzipWriter.MaxLength(body.Length)) _gzip = new byte[GzipWriter.MaxLength(_body.Length)];
        _gzipWriter ??= new GzipWriter();
        return _gzipWriter.Write(body, _gzip);
    }
}
