namespace Ingest.LocalCloud;

/// <summary>A port the local cloud was told to listen on is taken.</summary>
internal sealed class PortInUseException(int port, string option, Exception inner)
    : IOException($"127.0.0.1:{port} is in use; choose another port with {option}, 0 for a free one.", inner);

/// <summary>The function cannot be executed.</summary>
internal sealed class FunctionPathException(string message) : IOException(message)
{
    public static void ThrowIfUnusable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!File.Exists(path)) throw new FunctionPathException($"There is no function at {path}. Build it with: ./ingest publish");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Execute) == UnixFileMode.None)
            throw new FunctionPathException($"{path} is not executable. Is it the function's binary? Then: chmod +x {path}");
    }
}
