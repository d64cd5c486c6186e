using System.Buffers;
using System.Text;

namespace Ingest.Function.Http;

/// <summary>How the end of a body is found. Source: RFC 9112 §6.3.</summary>
internal enum BodyEnd
{
    None,
    Length,
    Chunks,
    Close,
}

/// <summary>
/// What a response's head says of the message and its connection. A client must not guess: if two readers could find two
/// different ends, the response is refused, and its connection with it. Source: RFC 9112 §4 to §6.3 and §9.3.
/// </summary>
/// <param name="Status">Three digits.</param>
/// <param name="BodyEnd">What ends the body.</param>
/// <param name="Length">Bytes of the body; 0 if its end is found otherwise.</param>
/// <param name="KeepsAlive">False if the server closes the connection behind this response.</param>
internal readonly record struct ResponseHead(int Status, BodyEnd BodyEnd, long Length, bool KeepsAlive)
{
    private const int StatusLineLength = 12;

    private static readonly SearchValues<byte> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>100 Continue, 103 Early Hints and what may be added: the response itself follows.</summary>
    public bool IsInterim => Status < 200;

    /// <param name="statusLine">HTTP/1.1 200 OK, without its end. The space and the reason may be missing.</param>
    /// <param name="fields">The lines behind it, each with its CR LF, folded ones joined.</param>
    /// <param name="longest">The longest body that is taken.</param>
    /// <exception cref="IOException">It is no HTTP/1.x response, or its framing is ambiguous.</exception>
    public static ResponseHead Parse(ReadOnlySpan<byte> statusLine, ReadOnlySpan<byte> fields, long longest)
    {
        var isCurrent = ReadStatusLine(statusLine, out var status);
        var framing = new Framing { Length = -1, KeepsAlive = isCurrent };
        while (HttpResponse.TryReadHeader(ref fields, out var name, out var value)) framing.Read(name, value, longest);
        // 101 answers an Upgrade, which is never asked for. Source: RFC 9110 §15.2.2.
        if (status == 101) throw new IOException("The server switched protocols unasked.");
        if (framing.Codings == 0 && framing.HasCodings) throw new IOException("The response's Transfer-Encoding names no coding.");
        if (framing.Codings > 0 && (!isCurrent || framing.Length >= 0)) throw new IOException("The response has a Transfer-Encoding and a Content-Length, or is HTTP/1.0: its end is ambiguous.");
        var keepsAlive = framing.KeepsAlive && !framing.Closes;
        if (status is < 200 or 204 or 304)
        {
            // A 204 has no body, but one that announces a body may send it all the same.
            return new ResponseHead(status, BodyEnd.None, 0, keepsAlive && (status == 304 || (framing.Codings == 0 && framing.Length <= 0)));
        }
        if (framing.IsChunkedLast) return new ResponseHead(status, BodyEnd.Chunks, 0, keepsAlive);
        return framing.Codings == 0 && framing.Length >= 0
            ? new ResponseHead(status, BodyEnd.Length, framing.Length, keepsAlive)
            : new ResponseHead(status, BodyEnd.Close, 0, KeepsAlive: false);
    }

    /// <returns>True for HTTP/1.1 and later minors, whose connections persist by default.</returns>
    private static bool ReadStatusLine(ReadOnlySpan<byte> line, out int status)
    {
        status = 0;
        var isHttp = line.Length >= StatusLineLength && line.StartsWith("HTTP/1."u8) && char.IsAsciiDigit((char)line[7]) && line[8] == ' '
            && (line.Length == StatusLineLength || line[StatusLineLength] == ' ');
        for (var i = 9; isHttp && i < StatusLineLength; i++)
        {
            isHttp = char.IsAsciiDigit((char)line[i]);
            status = (status * 10) + line[i] - '0';
        }
        if (!isHttp || status < 100) throw new IOException("The response is not HTTP/1.1.");
        return line[7] != '0';
    }

    private ref struct Framing
    {
        public long Length;
        public int Codings;
        public bool HasCodings;
        public bool HasChunked;
        public bool IsChunkedLast;
        public bool KeepsAlive;
        public bool Closes;

        public void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, long longest)
        {
            // No colon, no name, or white space before the colon (RFC 9112 §5.1).
            if (name.IsEmpty || name.ContainsAnyExcept(Token)) throw new IOException("A header of the response is malformed.");
            if (Ascii.EqualsIgnoreCase(name, "content-length"u8)) ReadLength(value, longest);
            else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8)) ReadCodings(value);
            else if (Ascii.EqualsIgnoreCase(name, "connection"u8)) ReadOptions(value);
        }

        /// <summary>1*DIGIT; a list, or several headers, only if all are the same.</summary>
        private void ReadLength(ReadOnlySpan<byte> value, long longest)
        {
            do
            {
                var digits = TakeElement(ref value);
                long length = 0;
                foreach (var digit in digits)
                {
                    if (!char.IsAsciiDigit((char)digit) || length > longest) throw BadLength(digits);
                    length = (length * 10) + digit - '0';
                }
                if (digits.IsEmpty || length > longest || (Length >= 0 && Length != length)) throw BadLength(digits);
                Length = length;
            }
            while (!value.IsEmpty);
        }

        private void ReadCodings(ReadOnlySpan<byte> value)
        {
            HasCodings = true;
            while (!value.IsEmpty)
            {
                var coding = TakeElement(ref value);
                if (coding.IsEmpty) continue;
                var parameters = coding.IndexOf((byte)';');
                var isChunked = Ascii.EqualsIgnoreCase(parameters < 0 ? coding : coding[..parameters].TrimEnd(" \t"u8), "chunked"u8);
                // Chunked is applied once, and has no parameters. Source: RFC 9112 §6.1, §7.1.
                if (isChunked && (HasChunked || parameters >= 0)) throw new IOException("The response's Transfer-Encoding is malformed.");
                HasChunked |= IsChunkedLast = isChunked;
                Codings++;
            }
        }

        private void ReadOptions(ReadOnlySpan<byte> value)
        {
            while (!value.IsEmpty)
            {
                var option = TakeElement(ref value);
                if (Ascii.EqualsIgnoreCase(option, "close"u8)) Closes = true;
                else if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8)) KeepsAlive = true;
            }
        }

        private static ReadOnlySpan<byte> TakeElement(ref ReadOnlySpan<byte> list)
        {
            var comma = list.IndexOf((byte)',');
            var element = comma < 0 ? list : list[..comma];
            // What follows the last comma counts, were it nothing: "5," is no length.
            list = comma < 0 ? default : comma + 1 == list.Length ? " "u8 : list[(comma + 1)..];
            return element.Trim(" \t"u8);
        }

        private static IOException BadLength(ReadOnlySpan<byte> value) => new($"The response's Content-Length is invalid: '{Encoding.ASCII.GetString(value[..Math.Min(value.Length, 32)])}'.");
    }
}
