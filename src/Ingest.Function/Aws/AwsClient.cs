using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Runtime;
using Ingest.Function.Buffers;
using Ingest.Function.Http;

namespace Ingest.Function.Aws;

/// <summary>Makes calls to one service: signs them, sends them over kept connections, and turns error responses into exceptions.</summary>
/// <param name="service">The one service.</param>
/// <param name="credentials">Asked before each call: those that expire renew themselves.</param>
/// <param name="time">The clock of signatures.</param>
internal sealed class AwsClient(AwsService service, AWSCredentials credentials, TimeProvider time) : IDisposable
{
    private const int LastYear = 9999;

    public static ReadOnlySpan<byte> RequestIdHeader => "x-amzn-requestid"u8;

    private readonly RequestSigner _signer = new(service);
    private readonly ConnectionPool _connections = new(service.Endpoint, time);
    private ImmutableCredentials? _lasting;
    private TimeSpan _skew;

    public AwsService Service => service;

    private DateTimeOffset Now => time.GetUtcNow() + _skew;

    /// <summary>A buffer for a request's body.</summary>
    /// <param name="operation">Of this client's service.</param>
    /// <param name="capacity">An estimate of its bytes.</param>
    /// <param name="cancellation">Ends the wait for credentials.</param>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<AwsRequest> NewRequestAsync(AwsOperation operation, int capacity, CancellationToken cancellation)
    {
        var key = _signer.KeyFor(_lasting ?? await ReadCredentialsAsync(cancellation), Now);
        return new AwsRequest(operation, key, RequestBuffer.Rent(RequestSigner.HeadLength(operation, key), capacity));
    }

    /// <summary>
    /// Sends a request whose body is written. If a kept connection fails, it is sent again at once over a fresh one: what
    /// broke it was most likely there before the request.
    /// </summary>
    /// <returns>The response with status 200, to be read and disposed.</returns>
    /// <exception cref="AmazonServiceException">The service refused the call.</exception>
    /// <exception cref="InvalidDataException">The response is not as it was sent.</exception>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<AwsResponse> SendAsync(AwsRequest request, CancellationToken cancellation)
    {
        RequestSigner.Sign(request.Operation, request.Buffer, request.Key, Now);
        var connection = await _connections.RentAsync(cancellation);
        while (true)
        {
            try
            {
                var response = await connection.ExchangeAsync(request.Buffer.Message, cancellation);
                // The server stopped waiting just as the request was on its way. Source: RFC 9110 §15.5.9.
                if (response.Status == (int)HttpStatusCode.RequestTimeout && connection.IsKept) throw new IOException("The server answered 408 on a kept connection.");
                if (response.Status != (int)HttpStatusCode.OK) throw Failure(response, request.Key);
                CheckHead(response);
                return new AwsResponse(_connections, connection, response);
            }
            catch (IOException) when (connection.IsKept && !cancellation.IsCancellationRequested)
            {
                // Replaced below, behind the handler.
            }
            catch (AmazonServiceException)
            {
                _connections.Return(connection);
                throw;
            }
            catch
            {
                _connections.Discard(connection);
                throw;
            }
            connection = await _connections.ReplaceAsync(connection, cancellation);
        }
    }

    /// <summary>For INIT's priming: signs the request, and sends nothing.</summary>
    /// <param name="request">Its body is written.</param>
    /// <param name="response">Read as the response's body.</param>
    public AwsResponse Pretend(AwsRequest request, ReadOnlyMemory<byte> response)
    {
        RequestSigner.Sign(request.Operation, request.Buffer, request.Key, Now);
        return new AwsResponse(_connections, null, new HttpResponse((int)HttpStatusCode.OK, default, response));
    }

    /// <summary>Opens a connection ahead of the first call.</summary>
    public Task ConnectAsync(CancellationToken cancellation) => _connections.OpenAsync(cancellation);

    public void Dispose() => _connections.Dispose();

    private async ValueTask<ImmutableCredentials> ReadCredentialsAsync(CancellationToken cancellation)
    {
        if (credentials is ContainerCredentials container) return await container.ReadAsync(cancellation);
        var current = await credentials.GetCredentialsAsync().WaitAsync(cancellation);
        // A process's own variables do not change; reading them for each call would copy a long token each time.
        if (credentials is EnvironmentVariablesAWSCredentials or BasicAWSCredentials or SessionAWSCredentials) _lasting = current;
        return current;
    }

    private AmazonServiceException Failure(in HttpResponse response, SigningKey key)
    {
        var (code, message) = ErrorResponse.Read(response);
        if (code is "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" or "RequestExpired") CorrectClock(response);
        if (code is "ExpiredTokenException" or "ExpiredToken") ForgetCredentials();
        return new AmazonServiceException(key.Redact(message), ErrorType.Unknown, code, Encoding.ASCII.GetString(response.Header(RequestIdHeader)), (HttpStatusCode)response.Status);
    }

    private void ForgetCredentials()
    {
        (credentials as ContainerCredentials)?.Forget();
        (credentials as RefreshingAWSCredentials)?.ClearCredentials();
    }

    /// <summary>
    /// What the head of a 200 must not contradict: it names no error, and DynamoDB sends the CRC-32 of the body.
    /// Source: Smithy, AWS JSON protocols, operation error serialization; DynamoDB developer guide, "Low-level API", response headers.
    /// </summary>
    private static void CheckHead(in HttpResponse response)
    {
        var lines = response.Head.Span;
        while (HttpResponse.TryReadHeader(ref lines, out var name, out var value))
        {
            if (Ascii.EqualsIgnoreCase(name, "x-amzn-errortype"u8)) throw new InvalidDataException("The service answered 200 with an x-amzn-errortype.");
            if (!Ascii.EqualsIgnoreCase(name, "x-amz-crc32"u8)) continue;
            if (!Utf8Parser.TryParse(value, out uint crc, out var digits) || digits != value.Length || crc != Crc32.HashToUInt32(response.Body.Span))
                throw new InvalidDataException("The response's body does not match its x-amz-crc32.");
        }
    }

    /// <summary>The server's clock is the one that counts: the next try is signed with its time.</summary>
    private void CorrectClock(in HttpResponse response)
    {
        var date = Encoding.ASCII.GetString(response.Header("date"u8));
        // A clock near the last year would pass its end, and no request could be signed any more.
        if (DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var server) && server.Year < LastYear) _skew = server - time.GetUtcNow();
    }
}

/// <summary>A request being written, and the key it will be signed with.</summary>
internal readonly record struct AwsRequest(AwsOperation Operation, SigningKey Key, RequestBuffer Buffer) : IDisposable
{
    public void Dispose() => Buffer.Dispose();
}

/// <summary>A response with status 200: its body lies in the connection's buffer, which <see cref="Dispose"/> gives back. Without a connection nothing was sent.</summary>
internal readonly record struct AwsResponse(ConnectionPool Pool, HttpConnection? Connection, HttpResponse Http) : IDisposable
{
    public ReadOnlyMemory<byte> Body => Http.Body;

    /// <summary>The service's own id of the call; null if it gave none.</summary>
    public string? RequestId => Http.Header(AwsClient.RequestIdHeader) is { Length: > 0 } id ? Encoding.ASCII.GetString(id) : null;

    /// <summary>It proves nothing, perhaps because it answers another request: its connection is not used again.</summary>
    public void Distrust() => Connection?.Dispose();

    public void Dispose()
    {
        if (Connection is not null) Pool.Return(Connection);
    }
}
