using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Ingest.EndToEnd.Tests.Clients;

/// <summary>Pages in Chromium (tests/browser), held to the rules of origins by the browser itself.</summary>
public sealed class BrowserTests
{
    [Fact]
    public async Task APageOfAnAllowedOriginPostsWithAKeyAndReadsWhatCameOfIt()
    {
        var folder = await NodePackages.FolderAsync("tests/browser");
        using var browser = NodeProgram.Start(new ProcessStartInfo("node", ["post.mjs"]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        try
        {
            var errors = browser.StandardError.ReadToEndAsync();
            var origin = await browser.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await errors);
            await using var cloud = await StartAsync(origin);

            await browser.StandardInput.WriteLineAsync($"{cloud.Host.FunctionUrl}\t{KeyedCloud.Key}\t{SampleEvents.Event("clients-page", "1")}");
            var line = await browser.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await errors);

            var got = JsonNode.Parse(line)!;
            (Status(got["allowed"]), Outcome(got["allowed"])).ShouldBe((202, "accepted"), line);
            (Status(got["wrongKey"]), Outcome(got["wrongKey"])).ShouldBe((401, "unauthenticated"), line);
            got["otherOrigin"]!["error"]!.GetValue<string>().ShouldBe("TypeError: Failed to fetch", line);
            (await cloud.RecordsAsync()).ShouldHaveSingleItem()["deviceId"]!.GetValue<string>().ShouldBe("clients-page");
            (await cloud.ItemsAsync()).ShouldHaveSingleItem();
        }
        finally
        {
            if (!browser.HasExited) browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task TheContractIsAPageThatAsksNobodyButTheConsole()
    {
        await using var cloud = await Cloud.StartAsync();
        var console = cloud.Host.ConsoleUrl;

        var page = JsonNode.Parse(await ClientProgram.RunAsync("node", await NodePackages.FolderAsync("tests/browser"), "open.mjs", $"{console}openapi", ".opblock-summary"))!;

        page["title"]!.GetValue<string>().ShouldBe("Ingest · HTTP contract");
        page["texts"]!.AsArray().Select(text => text!.GetValue<string>()).ShouldContain("POST/v1/eventsStore events", page.ToJsonString());
        page["errors"]!.AsArray().ShouldBeEmpty(page.ToJsonString());
        page["requested"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe(console.GetLeftPart(UriPartial.Authority));
    }

    private static Task<Cloud> StartAsync(string origin)
    {
        var parameters = new Dictionary<string, string>(NativeCloud.Source.Parameters) { ["ApiKeys"] = KeyedCloud.ApiKeys, ["CorsOrigins"] = origin };
        return Cloud.StartAsync(o => o.Deploying((NativeCloud.Source with { Parameters = parameters }).Deploy(o.Region)));
    }

    private static int? Status(JsonNode? response) => response?["status"]?.GetValue<int>();

    private static string? Outcome(JsonNode? response) => response?["outcome"]?.GetValue<string>();
}
