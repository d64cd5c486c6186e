using System.Runtime.InteropServices;
using System.Text;
using Ingest.Function.Http;
using Ingest.Function.Logging;

namespace Ingest.Function.Runtime;

/// <summary>
/// Hears that the environment is about to end: Lambda sends SIGTERM, and 500 ms later SIGKILL, only where an extension is
/// registered. This registers one inside the process that asks for no event.
/// Source: Lambda developer guide, "Using the Lambda Extensions API", shutdown phase; aws-lambda-go and aws-lambda-rust-runtime do the same.
/// </summary>
/// <param name="endpoint">The runtime API, which is the extensions API too.</param>
/// <param name="onShutdown">Runs before the process ends, on a thread of its own.</param>
internal sealed class ShutdownSignal(HttpEndpoint endpoint, Action onShutdown) : IDisposable
{
    private const string Root = "/2020-01-01/extension/";
    private const string Register = """{"events":[]}""";

    private PosixSignalRegistration? _signal;
    private HttpConnection? _connection;

    /// <summary>To be completed within INIT: once the runtime asks for an invocation, no extension is registered any more.</summary>
    /// <param name="log">Told why there is no signal; the function runs without.</param>
    public async Task RegisterAsync(LogWriter log)
    {
        try
        {
            _signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => onShutdown());
            _connection = await HttpConnection.OpenAsync(endpoint, CancellationToken.None);
            var response = await _connection.ExchangeAsync(
                Request($"POST {Root}register", $"Lambda-Extension-Name: ingest\r\nContent-Type: application/json\r\nContent-Length: {Register.Length}\r\n", Register), CancellationToken.None);
            if (response.Status != 200) throw new IOException($"the extensions API's response was {response.Status}");
            // INIT ends once each extension has asked for its next event. None will come.
            _ = WaitAsync(_connection, Request($"GET {Root}event/next", $"Lambda-Extension-Identifier: {Encoding.ASCII.GetString(response.Header("lambda-extension-identifier"u8))}\r\n", ""));
        }
        // An emulator may know no extensions.
        catch (Exception e)
        {
            log.Warning($"No extension could be registered, so the environment ends without a signal, and what it counted last is lost: {e.Message}.");
        }
    }

    public void Dispose()
    {
        _signal?.Dispose();
        _connection?.Dispose();
    }

    private ReadOnlyMemory<byte> Request(string target, string headers, string body) => Encoding.ASCII.GetBytes($"{target} HTTP/1.1\r\nHost: {endpoint.Authority}\r\n{headers}\r\n{body}");

    private static async Task WaitAsync(HttpConnection connection, ReadOnlyMemory<byte> request)
    {
        try
        {
            await connection.ExchangeAsync(request, CancellationToken.None);
        }
        catch (IOException)
        {
            // The platform is gone, or this process about to be.
        }
    }
}
