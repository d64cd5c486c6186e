using Ingest.Perf.Readme;
using Ingest.Perf.Verdicts;
using Ingest.Testing;

namespace Ingest.Perf.Tests.Readme;

public sealed class ReadmeBlockTests
{
    [Fact]
    public void TheReadmeShowsTheCommittedResults()
    {
        var readme = File.ReadAllText(CheckedOutFiles.PathOf("README.md"));

        readme.ShouldBe(ReadmeBlock.Replace(readme, CheckedOutFiles.PathOf(ReadmeBlock.Results)), "run ./ingest bench readme");
    }

    [Fact]
    public void WhatStoodBetweenTheMarkersIsReplaced()
    {
        var results = Directory.CreateTempSubdirectory("results").FullName;
        new Figures { ["function.cpu_us.1"] = 110, ["empty.cpu_us.1"] = 52.04, ["empty.next_ms"] = 1 }.Save(Path.Combine(results, "peers.md"));

        var text = ReadmeBlock.Replace("above\n<!-- measured: ./ingest bench readme -->\nold\n<!-- end of measured -->\nbelow\n", results);

        text.ShouldStartWith("above\n<!-- measured: ./ingest bench readme -->\n| medians of one run | this function | empty C program |\n");
        text.ShouldContain("\n| exec → first `/next`, ms | – | 1.00 |\n");
        text.ShouldContain("\n| CPU an invocation, 1 event, µs | 110 | 52.0 |\n");
        text.ShouldEndWith("<!-- end of measured -->\nbelow\n");
        text.ShouldNotContain("old");
        Directory.Delete(results, recursive: true);
    }

    [Fact]
    public void ATextWithoutMarkersIsRefused() => Should.Throw<FormatException>(() => ReadmeBlock.Replace("# Title\n", "."));
}
