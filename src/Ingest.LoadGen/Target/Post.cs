using System.Net;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Fleet;

namespace Ingest.LoadGen.Target;

/// <summary>How the events of a POST are put into its body.</summary>
internal enum BodyFormat
{
    /// <summary>A JSON array; a single event is an object.</summary>
    Array,
    /// <summary>{"events":[…]}</summary>
    Envelope,
    /// <summary>One event a line.</summary>
    Ndjson
}

/// <summary>How a body is compressed.</summary>
internal enum BodyEncoding
{
    /// <summary>Not at all.</summary>
    Identity,
    /// <summary>Content-Encoding: gzip.</summary>
    Gzip
}

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
    public BodyFormat Format { get; private set; }
    public BodyEncoding Encoding { get; private set; }

    /// <summary>How late the first request began, after the moment the schedule meant it to.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>False during warm-up: its events count, its requests do not.</summary>
    public bool IsMeasured { get; set; }

    public IngestReply Reply { get; } = new();

    /// <summary>The response body, which is read into here.</summary>
    public byte[] Response { get; set; } = new byte[1024];
    public CancellationTokenSource Timeout { get; set; } = new();

    /// <summary>Takes <paramref name="count"/> events from <paramref name="first"/> on, measured at <paramref name="time"/>.</summary>
    /// <param name="writer">Writes them, now and at every resend.</param>
    /// <param name="first">The first's sequence.</param>
    /// <param name="count">How many.</param>
    /// <param name="time">When they were measured.</param>
    /// <param name="format">How they are put together.</param>
    /// <param name="isInvalid">Which of them break a rule on purpose; null for none.</param>
    /// <param name="encoding">How the body is compressed.</param>
    public void Fill(EventWriter writer, long first, int count, DateTimeOffset time, BodyFormat format, Func<long, bool>? isInvalid = null, BodyEncoding encoding = BodyEncoding.Identity)
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
        var capacity = Count * (writer.MaxLength + 1) + 16;
        if (_body.Length < capacity) _body = new byte[Math.Max(capacity, _body.Length * 2)];
        var at = 0;
        if (Format == BodyFormat.Envelope) Put("{\"events\":["u8, ref at);
        else if (Format == BodyFormat.Array && Count != 1) _body[at++] = (byte)'[';
        for (var index = 0; index < Count; index++)
        {
            if (index > 0) _body[at++] = Format == BodyFormat.Ndjson ? (byte)'\n' : (byte)',';
            at += _invalid[index]
                ? writer.WriteInvalid(_sequences[index], _time, _body.AsSpan(at))
                : writer.Write(_sequences[index], _time, _body.AsSpan(at));
        }
        if (Format == BodyFormat.Envelope) Put("]}"u8, ref at);
        else if (Format == BodyFormat.Array && Count != 1) _body[at++] = (byte)']';
        Length = Encoding == BodyEncoding.Gzip ? Compress(_body.AsSpan(0, at)) : at;
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

    private void Put(ReadOnlySpan<byte> bytes, ref int at)
    {
        bytes.CopyTo(_body.AsSpan(at));
        at += bytes.Length;
    }
}
