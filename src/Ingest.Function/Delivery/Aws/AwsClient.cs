using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Runtime;
using Ingest.Function.Http;
using Ingest.Function.Pooling;

namespace Ingest.Function.Delivery.Aws;

/// <summary>Makes the calls of one operation: signs them, sends them over kept connections, and turns error answers into exceptions.</summary>
/// <param name="operation">The one operation.</param>
/// <param name="credentials">Asked before each call: those that expire renew themselves.</param>
/// <param name="time">The clock of signatures.</param>
internal sealed class AwsClient(AwsOperation operation, AWSCredentials credentials, TimeProvider time) : IDisposable
{
    private readonly RequestSigner _signer = new(operation);
    private readonly ConnectionPool _connections = new(operation.Endpoint, time);
    private ImmutableCredentials? _lasting;
    private TimeSpan _skew;

    public Uri Endpoint => operation.Endpoint.Uri;

    /// <summary>While it is set, calls are written and signed, but not sent: this is read as their answer.</summary>
    public ReadOnlyMemory<byte>? RehearsedAnswer { get; set; }

    private DateTimeOffset Now => time.GetUtcNow() + _skew;

    /// <summary>A buffer for a request's body.</summary>
    /// <param name="capacity">An estimate of its bytes.</param>
    public async ValueTask<AwsRequest> NewRequestAsync(int capacity)
    {
        var key = _signer.KeyFor(await ReadCredentialsAsync(), Now);
        return new AwsRequest(key, RequestBuffer.Rent(_signer.HeadLength(key), capacity));
    }

    /// <summary>Sends a request whose body is written.</summary>
    /// <returns>The answer to be read and disposed.</returns>
    /// <exception cref="AmazonServiceException">The service refused the call.</exception>
    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    public async ValueTask<AwsAnswer> SendAsync(AwsRequest request, CancellationToken cancellation)
    {
        _signer.Sign(request.Buffer, request.Key, Now);
        if (RehearsedAnswer is { } rehearsed) return new AwsAnswer(_connections, null, rehearsed);
        var connection = await _connections.RentAsync(cancellation);
        try
        {
            var response = await connection.ExchangeAsync(request.Buffer.Message, cancellation);
            if (response.Status == (int)HttpStatusCode.OK) return new AwsAnswer(_connections, connection, response.Body);
            throw Failure(response);
        }
        catch
        {
            _connections.Return(connection);
            throw;
        }
    }

    /// <summary>Opens a connection ahead of the first call.</summary>
    public Task ConnectAsync(CancellationToken cancellation) => _connections.OpenAsync(cancellation);

    public void Dispose() => _connections.Dispose();

    private async ValueTask<ImmutableCredentials> ReadCredentialsAsync()
    {
        if (_lasting is not null) return _lasting;
        var current = await credentials.GetCredentialsAsync();
        // A process's own variables do not change; reading them for each call would copy a long token each time.
        if (credentials is EnvironmentVariablesAWSCredentials or BasicAWSCredentials or SessionAWSCredentials) _lasting = current;
        return current;
    }

    private AmazonServiceException Failure(in HttpResponse response)
    {
        var (code, message) = ErrorAnswer.Read(response);
        if (code is "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" or "RequestExpired") CorrectClock(response);
        if (code is "ExpiredTokenException" or "ExpiredToken") (credentials as RefreshingAWSCredentials)?.ClearCredentials();
        return new AmazonServiceException(message, ErrorType.Unknown, code, Encoding.ASCII.GetString(response.Header("x-amzn-requestid"u8)), (HttpStatusCode)response.Status);
    }

    /// <summary>The server's clock is the one that counts: the next try is signed with its time.</summary>
    private void CorrectClock(in HttpResponse response)
    {
        var date = Encoding.ASCII.GetString(response.Header("date"u8));
        if (DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var server)) _skew = server - time.GetUtcNow();
    }
}

/// <summary>A request being written, and the key it will be signed with.</summary>
internal readonly record struct AwsRequest(SigningKey Key, RequestBuffer Buffer) : IDisposable
{
    public void Dispose() => Buffer.Dispose();
}

/// <summary>A successful answer: its body lies in the connection's buffer, which <see cref="Dispose"/> gives back.</summary>
internal readonly record struct AwsAnswer(ConnectionPool Pool, HttpConnection? Connection, ReadOnlyMemory<byte> Body) : IDisposable
{
    public void Dispose()
    {
        if (Connection is not null) Pool.Return(Connection);
    }
}
