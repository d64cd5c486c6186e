namespace Ingest.LocalCloud.Hosting;

/// <summary>A port the local cloud was told to listen on is taken.</summary>
internal sealed class PortInUseException(int port, string option, Exception inner)
    : IOException($"127.0.0.1:{port} is in use; choose another port with {option}, 0 for a free one.", inner);
