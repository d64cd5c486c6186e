using System.Text;
using System.Text.Json;
using Ingest.Function.Buffers;

namespace Ingest.Function.FunctionUrl;

/// <summary>
/// The slice of a Function URL event (payload format 2.0) that the function reads; everything else is skipped unread.
/// Source: Lambda developer guide, urls-invocation.
/// </summary>
internal sealed class FunctionUrlRequest : IDisposable
{
    private static readonly Recycler<FunctionUrlRequest> Recycler = new();

    private readonly Arena _caller = new();
    private bool _isRented;
    private bool _isDecoded;

    public string Method { get; set; } = "";

    public string RawPath { get; set; } = "/";

    public string RawQueryString { get; set; } = "";

    public RequestHeaders Headers { get; } = new();

    /// <summary>The platform's clock when the request came, in milliseconds since 1970; 0 if the event does not say.</summary>
    public long TimeEpoch { get; set; }

    /// <summary>Null if the request had none.</summary>
    public Utf8Body? Body { get; set; }

    public bool IsBase64Encoded { get; set; }

    /// <summary>Whether the platform verified the caller's signature: the URL's AuthType is AWS_IAM.</summary>
    public bool IsCallerVerified { get; set; }

    /// <summary>Who signed, in the platform's words; empty if it does not say.</summary>
    public string CallerArn => Encoding.UTF8.GetString(_caller.Memory.Span);

    /// <summary>The function's own request, made in INIT: nobody sent it, and nobody is asked for a credential.</summary>
    public bool IsPriming { get; set; }

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

    /// <summary>Takes the body out of the base64 in which the platform carried it, once.</summary>
    /// <returns>False if it is not base64.</returns>
    public bool TryDecodeBase64()
    {
        if (_isDecoded || !IsBase64Encoded || Body is not { } body) return true;
        return _isDecoded = body.DecodeBase64();
    }

    /// <param name="reader">At the ARN.</param>
    public void SetCallerArn(ref Utf8JsonReader reader)
    {
        _caller.TruncateTo(0);
        // Unescaping only shortens.
        var length = reader.CopyString(_caller.Append(reader.ValueSpan.Length, out _));
        _caller.TruncateTo(length);
    }

    /// <summary>Gives back the body, and itself if it was rented.</summary>
    public void Dispose()
    {
        Body?.Dispose();
        Headers.Dispose();
        _caller.Dispose();
        if (!_isRented) return;
        (_isRented, _isDecoded) = (false, false);
        (Method, RawPath, RawQueryString, TimeEpoch, Body, IsBase64Encoded, IsCallerVerified, IsPriming) = ("", "/", "", 0, null, false, false, false);
        Recycler.Return(this);
    }
}
