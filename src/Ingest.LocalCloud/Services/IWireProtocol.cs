namespace Ingest.LocalCloud.Services;

/// <summary>A protocol beside AWS JSON, translated to it and back, so that each operation is written once.</summary>
internal interface IWireProtocol
{
    /// <summary>Whether this request, which has no X-Amz-Target, is written in it.</summary>
    bool IsOf(HttpRequest request);

    /// <returns>The operation's name and its body as AWS JSON; a body that cannot be read is empty, which no operation takes for JSON.</returns>
    (string Operation, byte[] Json) Read(HttpRequest request, ReadOnlyMemory<byte> body);

    /// <summary>Sets the response's headers, and its status if the protocol has others.</summary>
    /// <returns>The body, from that in AWS JSON.</returns>
    byte[] Write(HttpResponse response, string operation, ReadOnlyMemory<byte> json, string requestId);
}
