using System.Net;
using System.Net.Sockets;
using System.Text;
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
/// Kinesis and DynamoDB at one plain-HTTP address, answering PutRecords and BatchWriteItem at once with success for
/// as many records as were sent, and keeping none.
/// </summary>
internal sealed class ZeroLatencySinks : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<HttpConnection> _connections = [];
    private long _kinesisCalls, _kinesisRecords, _kinesisBytes;
    private long _dynamoDbCalls, _dynamoDbItems, _dynamoDbBytes;

    public ZeroLatencySinks()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        new Thread(Accept) { IsBackground = true, Name = "sinks" }.Start();
    }

    /// <summary>For AWS_ENDPOINT_URL_KINESIS and AWS_ENDPOINT_URL_DYNAMODB.</summary>
    public string Url => $"http://{_listener.LocalEndPoint}";

    public SinkTotals Kinesis =>
        new(Interlocked.Read(ref _kinesisCalls), Interlocked.Read(ref _kinesisRecords), Interlocked.Read(ref _kinesisBytes));

    public SinkTotals DynamoDb =>
        new(Interlocked.Read(ref _dynamoDbCalls), Interlocked.Read(ref _dynamoDbItems), Interlocked.Read(ref _dynamoDbBytes));

    public void Dispose()
    {
        _listener.Dispose();
        lock (_connections)
            foreach (var connection in _connections) connection.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.Accept();
                socket.NoDelay = true;
                var connection = new HttpConnection(socket);
                lock (_connections) _connections.Add(connection);
                new Thread(() => Serve(connection)) { IsBackground = true, Name = "sink connection" }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private void Serve(HttpConnection connection)
    {
        var answers = new AnswerBuffer();
        try
        {
            while (connection.Read() is { } request) connection.Send(Answer(request, answers));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private ReadOnlySpan<byte> Answer(HttpRequest request, AnswerBuffer answers)
    {
        var target = request.Header("X-Amz-Target"u8);
        if (target.EndsWith(".PutRecords"u8))
        {
            var records = request.Body.Span.Count("\"PartitionKey\""u8);
            Interlocked.Increment(ref _kinesisCalls);
            Interlocked.Add(ref _kinesisRecords, records);
            Interlocked.Add(ref _kinesisBytes, request.Body.Length);
            return answers.PutRecords(records);
        }
        if (target.EndsWith(".BatchWriteItem"u8))
        {
            Interlocked.Increment(ref _dynamoDbCalls);
            Interlocked.Add(ref _dynamoDbItems, request.Body.Span.Count("\"PutRequest\""u8));
            Interlocked.Add(ref _dynamoDbBytes, request.Body.Length);
            return AnswerBuffer.BatchWriteItem;
        }
        return AnswerBuffer.Unknown(Encoding.UTF8.GetString(target));
    }
}
