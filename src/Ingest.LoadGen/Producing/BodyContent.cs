using System.Net;
using System.Net.Http.Headers;
using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Producing;

/// <summary>A post's body as HttpClient wants it, with the headers that describe it.</summary>
internal sealed class BodyContent : HttpContent
{
    // As JSON, a Function URL would deliver it as text (docs/api.md).
    private const string Json = "application/json";
    private static readonly MediaTypeHeaderValue Compressed = new("application/octet-stream");

    private readonly Post _post;
    private readonly BodyEncoding _encoding;
    private MediaTypeHeaderValue? _type;

    public BodyContent(Post post, BodyEncoding encoding)
    {
        (_post, _encoding) = (post, encoding);
        if (encoding == BodyEncoding.Gzip) Headers.ContentEncoding.Add("gzip");
    }

    public void Describe(IBodyFormat format)
    {
        var type = _encoding == BodyEncoding.Gzip && format.MediaType.MediaType == Json ? Compressed : format.MediaType;
        if (!ReferenceEquals(_type, type)) Headers.ContentType = _type = type;
        // The length is kept by the headers once computed, and this content is sent more than once.
        if (Headers.ContentLength != _post.Length) Headers.ContentLength = _post.Length;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var write = stream.WriteAsync(_post.Body, cancellationToken);
        return write.IsCompletedSuccessfully ? Task.CompletedTask : write.AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _post.Length;
        return true;
    }
}
