using System.Text;

namespace Ingest.Function.Tests;

/// <summary>Headers of requests and responses as a test thinks of them.</summary>
internal static class Requests
{
    /// <param name="request">Gets the headers.</param>
    /// <param name="headers">One whose value is null is none.</param>
    public static FunctionUrlRequest With(this FunctionUrlRequest request, params ReadOnlySpan<(string Name, string? Value)> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (value is not null) request.Headers.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }
        return request;
    }

    /// <summary>A header's value; null if there is none.</summary>
    public static string? Header(this FunctionUrlResponse response, string name) =>
        response.Headers.Where(h => h.Name == name).Select(h => h.Value).SingleOrDefault();
}
