using System.Runtime.Versioning;

namespace Ingest.EndToEnd.Tests.Clients;

/// <summary>The two commands that docs/api.md begins with, and the one that ./ingest up prints, as a newcomer types them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NewcomerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-newcomer-").FullName;

    public NewcomerTests()
    {
        var script = Path.Combine(_folder, "ingest");
        // The local cloud runs here, on free ports: of its command the arguments are wanted.
        File.WriteAllText(script, $"#!/bin/sh\nif [ \"$1\" = up ]; then shift; printf '%s\\n' \"$@\"; else exec '{CheckedOutFiles.PathOf("ingest")}' \"$@\"; fi\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheDocumentedCommandsAndThePrintedOneStoreAnEvent()
    {
        var commands = (await File.ReadAllTextAsync(CheckedOutFiles.PathOf("docs/api.md"))).Split("```")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        commands.Length.ShouldBe(2);
        await using var cloud = await UpAsync(commands[0]);
        var key = (await File.ReadAllLinesAsync(Path.Combine(_folder, "plant-7.key")))[^1];

        var documented = commands[1].Replace("http://127.0.0.1:9000/", cloud.Host.FunctionUrl.ToString(), StringComparison.Ordinal);
        (await BashAsync(documented)).ShouldStartWith("HTTP/1.1 202 ");
        (await BashAsync(documented.Replace("-H \"x-api-key:", "-H \"x-other:", StringComparison.Ordinal))).ShouldStartWith("HTTP/1.1 401 ");

        var said = new Announcement(cloud.Host).ToText(DateTimeOffset.UtcNow);
        said.ShouldContain("The function asks for an API key (plant-7): put it in the place of KEY.");
        var printed = said.Split('\n').Single(line => line.TrimStart().StartsWith("curl -i ", StringComparison.Ordinal));
        (await BashAsync(printed)).ShouldStartWith("HTTP/1.1 401 ");
        (await BashAsync(printed.Replace("KEY", key, StringComparison.Ordinal))).ShouldStartWith("HTTP/1.1 202 ");

        (await cloud.RecordsAsync()).Select(record => record["deviceId"]!.GetValue<string>()).ShouldBe(["plant-7-1", "dev-0001"], ignoreOrder: true);
        (await cloud.ItemsAsync()).Count.ShouldBe(2);
    }

    private async Task<Cloud> UpAsync(string command)
    {
        var line = new LocalCloud.CommandLine((_, _, _, _) => Task.FromResult(0));
        var parsed = line.Root.Parse((await BashAsync(command)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        parsed.Errors.ShouldBeEmpty();
        var source = line.ToSource(parsed) with { Template = NativeCloud.Source.Template };
        var parameters = new Dictionary<string, string>(source.Parameters.Concat(NativeCloud.Source.Parameters));
        return await Cloud.StartAsync(o => (o with { Environment = line.ToOptions(parsed).Environment }).Deploying((source with { Parameters = parameters }).Deploy(o.Region)));
    }

    private Task<string> BashAsync(string command) => ClientProgram.RunAsync("bash", _folder, "-c", command);
}
