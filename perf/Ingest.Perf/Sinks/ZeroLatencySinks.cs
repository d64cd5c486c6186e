using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ingest.Perf.Http;

namespace Ingest.Perf.Sinks;

/// <summary>What reached the sinks.</summary>
/// <param name="Calls">Requests.</param>
/// <param name="Records">Records in PutRecords and items in BatchWriteItem.</param>
/// <param name="Bytes">Bytes of request bodies.</param>
internal readonly record struct SinkTotals(long Calls, long Records, long Bytes)
{
    public static SinkTotals operator -(SinkTotals a, SinkTotals b) => new(a.Calls - b.Calls, a.Records - b.Records, a.Bytes - b.Bytes);
}

/// <summary>
/// Kinesis and DynamoDB at one address, answering PutRecords and BatchWriteItem at once with success for
/// as many records as were sent, and keeping none.
/// </summary>
internal sealed class ZeroLatencySinks : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _connections = [];
    private readonly SinkKind _kind;
    private readonly TestAuthority? _authority;
    private long _kinesisCalls, _kinesisRecords, _kinesisBytes;
    private long _dynamoDbCalls, _dynamoDbItems, _dynamoDbBytes;

    public ZeroLatencySinks(SinkKind kind = SinkKind.Plain)
    {
        _kind = kind;
        _authority = kind == SinkKind.Plain ? null : new TestAuthority($"{IPAddress.Loopback}");
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        new Thread(Accept) { IsBackground = true, Name = "sinks" }.Start();
    }

    /// <summary>For AWS_ENDPOINT_URL_KINESIS and AWS_ENDPOINT_URL_DYNAMODB.</summary>
    public string Url => $"{(_authority is null ? "http" : "https")}://{_listener.LocalEndPoint}";

    /// <summary>What a program needs in its environment to find the sinks and to trust them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables
    {
        get
        {
            yield return new("AWS_ENDPOINT_URL_KINESIS", Url);
            yield return new("AWS_ENDPOINT_URL_DYNAMODB", Url);
            if (_authority is null) yield break;
            yield return new("SSL_CERT_FILE", _authority.RootFile);
            // Node.js reads none of OpenSSL's variables.
            yield return new("NODE_EXTRA_CA_CERTS", _authority.RootFile);
            if (_kind == SinkKind.Tls) yield return new("SSL_CERT_DIR", "/nonexistent");
        }
    }

    public SinkTotals Kinesis =>
        new(Interlocked.Read(ref _kinesisCalls), Interlocked.Read(ref _kinesisRecords), Interlocked.Read(ref _kinesisBytes));

    public SinkTotals DynamoDb =>
        new(Interlocked.Read(ref _dynamoDbCalls), Interlocked.Read(ref _dynamoDbItems), Interlocked.Read(ref _dynamoDbBytes));

    public void Dispose()
    {
        _listener.Dispose();
        lock (_connections)
            foreach (var connection in _connections) connection.Dispose();
        _authority?.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.Accept();
                socket.NoDelay = true;
                lock (_connections) _connections.Add(socket);
                new Thread(() => Serve(socket)) { IsBackground = true, Name = "sink connection" }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private void Serve(Socket socket)
    {
        var responses = new ResponseBuffer();
        try
        {
            using var tls = _authority is null ? null : new SslStream(new NetworkStream(socket));
            tls?.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificateContext = _authority!.Server, ApplicationProtocols = [SslApplicationProtocol.Http11] });
            using var connection = new HttpConnection(socket, tls);
            while (connection.Read() is { } request) connection.Send(Respond(request, responses));
        }
        // The program's end of the connection is gone, or it refused the certificate.
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException or AuthenticationException) { }
    }

    private ReadOnlySpan<byte> Respond(HttpRequest request, ResponseBuffer responses)
    {
        var target = request.Header("X-Amz-Target"u8);
        if (target.EndsWith(".PutRecords"u8))
        {
            var records = request.Body.Span.Count("\"PartitionKey\""u8);
            Interlocked.Increment(ref _kinesisCalls);
            Interlocked.Add(ref _kinesisRecords, records);
            Interlocked.Add(ref _kinesisBytes, request.Body.Length);
            return responses.PutRecords(records);
        }
        if (target.EndsWith(".BatchWriteItem"u8))
        {
            Interlocked.Increment(ref _dynamoDbCalls);
            Interlocked.Add(ref _dynamoDbItems, request.Body.Span.Count("\"PutRequest\""u8));
            Interlocked.Add(ref _dynamoDbBytes, request.Body.Length);
            return ResponseBuffer.BatchWriteItem;
        }
        return ResponseBuffer.Unknown(Encoding.UTF8.GetString(target));
    }
}
