using Ingest.Function.Buffers;

namespace Ingest.Function.FunctionUrl;

/// <summary>
/// The slice of a Function URL event (payload format 2.0) that the function reads; everything else is skipped unread.
/// Source: Lambda developer guide, urls-invocation.
/// </summary>
internal sealed class FunctionUrlRequest : IDisposable
{
    private static readonly Recycler<FunctionUrlRequest> Recycler = new();

    private bool _isRented;

    public string Method { get; set; } = "";

    public string RawPath { get; set; } = "/";

    public string RawQueryString { get; set; } = "";

    public RequestHeaders Headers { get; } = new();

    /// <summary>The platform's clock when the request came, in milliseconds since 1970; 0 if the event does not say.</summary>
    public long TimeEpoch { get; set; }

    /// <summary>Null if the request had none.</summary>
    public Utf8Body? Body { get; set; }

    public bool IsBase64Encoded { get; set; }

    /// <summary>An empty one, given back by <see cref="Dispose"/>.</summary>
    public static FunctionUrlRequest Rent()
    {
        var request = Recycler.Rent();
        request._isRented = true;
        return request;
    }

    /// <summary>A header's value; empty if there is none.</summary>
    /// <param name="name">In lower case.</param>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name) => Headers[name];

    /// <summary>Gives back the body, and itself if it was rented.</summary>
    public void Dispose()
    {
        Body?.Dispose();
        Headers.Dispose();
        if (!_isRented) return;
        _isRented = false;
        (Method, RawPath, RawQueryString, TimeEpoch, Body, IsBase64Encoded) = ("", "/", "", 0, null, false);
        Recycler.Return(this);
    }
}
