namespace Ingest.LocalCloud.Lambda;

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
