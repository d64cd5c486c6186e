using System.Diagnostics;
using System.Runtime.InteropServices;
using Ingest.Testing;

namespace Ingest.Template.Tests;

/// <summary>What `sam build` does with a copy of the checkout: it runs make there, and deploys what lies in the folder it names.</summary>
public sealed class SamBuildTests : IDisposable
{
    private const string Other = "artifacts/function-linux-";

    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("ingest-sam-");

    private string Artifacts => Path.Combine(_copy.FullName, "out");

    [Theory]
    [InlineData("arm64", ElfFile.Arm64)]
    [InlineData("x64", ElfFile.X64)]
    public void ThePlatformsOwnFunctionIsTakenWhateverLiesBesideIt(string platform, int machine)
    {
        CopyCheckout();

        var (exitCode, output) = Make(platform);

        exitCode.ShouldBe(0, output);
        Directory.EnumerateFiles(Artifacts).Select(Path.GetFileName).Order().ShouldBe(["amazon-roots.pem", "bootstrap"]);
        new ElfFile(File.ReadAllBytes(Path.Combine(Artifacts, "bootstrap"))).Machine.ShouldBe(machine);
    }

    [Theory]
    [InlineData("another platform's binary")]
    [InlineData("an older build")]
    public void WhatWasNotMadeOfTheseSourcesIsCompiledAnew(string stale)
    {
        CopyCheckout();
        var platform = FunctionFolders.Host == "arm64" ? "x64" : "arm64";
        if (stale == "an older build") File.AppendAllText(Path.Combine(_copy.FullName, "src/Ingest.Function/Program.cs"), "// newer");
        else File.Copy(Path.Combine(_copy.FullName, "artifacts/function/bootstrap"), Path.Combine(_copy.FullName, $"{Other}{platform}/bootstrap"), overwrite: true);
        ForbidPublishing();

        var (exitCode, output) = Make(platform);

        exitCode.ShouldNotBe(0, output);
        output.ShouldContain($"{Other}{platform} could not be compiled");
        Directory.EnumerateFiles(Artifacts).ShouldBeEmpty();
    }

    public void Dispose() => _copy.Delete(recursive: true);

    /// <summary>As SAM does, with all that was built before.</summary>
    private void CopyCheckout()
    {
        foreach (var entry in new DirectoryInfo(CheckedOutFiles.Root).EnumerateFiles().Where(file => file.Name != ".git")) entry.CopyTo(Path.Combine(_copy.FullName, entry.Name));
        var other = FunctionFolders.Host == "arm64" ? "x64" : "arm64";
        foreach (var folder in (string[])["src", "compat", "build", "artifacts/function", Other + other, $"artifacts/openssl-linux-{other}"])
            Copy(new DirectoryInfo(CheckedOutFiles.PathOf(folder)), Path.Combine(_copy.FullName, folder));
    }

    private static void Copy(DirectoryInfo folder, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in folder.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var inner in folder.EnumerateDirectories().Where(inner => inner.Name is not ("bin" or "obj"))) Copy(inner, Path.Combine(to, inner.Name));
    }

    /// <summary>A dotnet that answers as ever and compiles nothing: that it was asked to is enough.</summary>
    private void ForbidPublishing()
    {
        var tools = Directory.CreateDirectory(Path.Combine(_copy.FullName, "tools"));
        var dotnet = Path.Combine(tools.FullName, "dotnet");
        // Executable as the script it is copied from.
        File.Copy(CheckedOutFiles.PathOf("ingest"), dotnet);
        File.WriteAllText(dotnet, $"#!/bin/sh\n[ \"$1\" = publish ] && exit 1\nexec '{Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")}' \"$@\"\n");
    }

    private (int ExitCode, string Output) Make(string platform)
    {
        var start = new ProcessStartInfo("make", ["build-IngestFunction", $"ARTIFACTS_DIR={Artifacts}", $"RID=linux-{platform}"])
        {
            WorkingDirectory = _copy.FullName,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{_copy.FullName}/tools:{start.Environment["PATH"]}";
        using var make = Process.Start(start)!;
        var output = make.StandardOutput.ReadToEndAsync();
        var errors = make.StandardError.ReadToEnd();
        make.WaitForExit();
        return (make.ExitCode, output.GetAwaiter().GetResult() + errors);
    }
}
