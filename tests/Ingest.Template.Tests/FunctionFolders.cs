using System.Runtime.InteropServices;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>Where ./ingest publish puts the function for a platform.</summary>
internal static class FunctionFolders
{
    public static string Host { get; } = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";

    public static string Of(string platform) => CheckedOutFiles.PathOf(platform == Host ? "artifacts/function" : $"artifacts/function-linux-{platform}");
}
