using System.Text;

namespace Ingest.Function.FunctionUrl;

/// <summary>X-Request-Id: a producer's own name of a request, which the response carries too. Any other string than such a name is passed over.</summary>
internal static class RequestId
{
    private const string Header = "x-request-id";
    private const int Longest = 128;

    public static FunctionUrlResponse Echo(ReadOnlySpan<byte> given, FunctionUrlResponse response)
    {
        if (given.IsEmpty || given.Length > Longest || given.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return response;
        return response with { Headers = [.. response.Headers, new(Header, Encoding.ASCII.GetString(given))] };
    }
}
