using System.Text;

namespace Ingest.Function.Aws;

/// <summary>
/// One kind of request: method, path and headers, as they are sent and as they are signed, written once. All of its headers
/// are signed. Source: IAM user guide, "Create a signed AWS API request".
/// </summary>
internal sealed class AwsOperation
{
    private const string Date = "x-amz-date";
    private const string SecurityToken = "x-amz-security-token";

    /// <param name="path">Escaped, from / on; behind the endpoint's own.</param>
    /// <param name="headers">Those that are the same in all its requests, in any order.</param>
    public AwsOperation(AwsService service, string method, string path, ReadOnlySpan<(string Name, string Value)> headers)
    {
        Service = service;
        path = path == "/" ? service.Endpoint.Path : service.Endpoint.Path.TrimEnd('/') + path;
        var start = $"{method} {path} HTTP/1.1\r\nHost: {service.Endpoint.Authority}\r\nUser-Agent: ingest\r\n";
        var signed = new SortedList<string, string>(StringComparer.Ordinal) { ["host"] = service.Endpoint.Authority };
        foreach (var (name, value) in headers)
        {
            start += $"{name}: {value}\r\n";
            signed.Add(name.ToLowerInvariant(), value);
        }
        Start = Encoding.ASCII.GetBytes($"{start}X-Amz-Date: ");

        // Those before the date, those between it and the token, and the rest.
        string[] lines = ["", "", ""], names = ["", "", ""];
        foreach (var (name, value) in signed)
        {
            var part = string.CompareOrdinal(name, Date) < 0 ? 0 : string.CompareOrdinal(name, SecurityToken) < 0 ? 1 : 2;
            lines[part] += $"{name}:{value}\n";
            names[part] += $"{name};";
        }
        CanonicalStart = Encoding.ASCII.GetBytes($"{method}\n{CanonicalPath(path)}\n\n{lines[0]}{Date}:");
        CanonicalMiddle = Encoding.ASCII.GetBytes(lines[1]);
        CanonicalEnd = Encoding.ASCII.GetBytes($"{lines[2]}\n");
        SignedHeaders = Encoding.ASCII.GetBytes($"{names[0]}{Date};{names[1]}{names[2]}".TrimEnd(';'));
        SignedHeadersWithToken = Encoding.ASCII.GetBytes($"{names[0]}{Date};{names[1]}{SecurityToken};{names[2]}".TrimEnd(';'));
    }

    public AwsService Service { get; }

    /// <summary>The request's head up to the value of X-Amz-Date.</summary>
    public byte[] Start { get; }

    /// <summary>The canonical request up to the value of x-amz-date.</summary>
    public byte[] CanonicalStart { get; }

    /// <summary>What of it stands between the lines of x-amz-date and x-amz-security-token.</summary>
    public byte[] CanonicalMiddle { get; }

    /// <summary>The rest of its headers, and the empty line behind them.</summary>
    public byte[] CanonicalEnd { get; }

    public byte[] SignedHeaders { get; }

    public byte[] SignedHeadersWithToken { get; }

    /// <summary>Room for a request's head, and for what is hashed for its signature, without the parts of the credentials.</summary>
    public int HeadLength => 512 + (2 * (Start.Length + CanonicalStart.Length + CanonicalMiddle.Length + CanonicalEnd.Length));

    /// <summary>The path is escaped once more, but for its slashes: all services but S3 want it so.</summary>
    private static string CanonicalPath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
