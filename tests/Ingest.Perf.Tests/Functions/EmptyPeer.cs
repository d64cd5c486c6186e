using System.Diagnostics;
using Ingest.Perf.Functions;

namespace Ingest.Perf.Tests.Functions;

/// <summary>The empty C peer, compiled with the C compiler that Native AOT needs anyway.</summary>
public sealed class EmptyPeer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-empty-peer-").FullName;

    /// <summary>A program that answers every invocation with this status.</summary>
    internal Target Build(string status)
    {
        var binary = Path.Combine(_folder, $"bootstrap-{status}");
        if (!File.Exists(binary))
        {
            var source = Path.Combine(AppContext.BaseDirectory, "bootstrap.c");
            using var compiler = Process.Start("cc", ["-Wall", "-Wextra", "-Werror", $"-DSTATUS=\"{status}\"", "-o", binary, source]);
            compiler.WaitForExit();
            compiler.ExitCode.ShouldBe(0);
        }
        return new Target("empty", binary, [], new Dictionary<string, string>());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
