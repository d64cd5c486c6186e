using System.Text.RegularExpressions;

namespace Ingest.LocalCloud.Tests.Console;

public sealed partial class PageFilesTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async Task InitializeAsync() => _cloud = await Cloud.StartAsync();

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task TheContractIsAPageOfFilesOfItsOwn()
    {
        (await ReadAsync("openapi")).ShouldContain("<script src=\"/openapi/viewer.js\">");
        (await ReadAsync("openapi/openapi.yaml")).ShouldBe(await File.ReadAllTextAsync(CheckedOutFiles.PathOf("docs/openapi.yaml")));
        (await ReadAsync("openapi/viewer.js")).ShouldContain("SwaggerUIBundle");
        using var style = await _cloud.ConsoleHttp.GetAsync(new Uri("openapi/viewer.css", UriKind.Relative));
        style.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
        style.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; script-src 'self' ");
    }

    [Fact]
    public async Task ThePageAndAllThatItLoadsAreTheConsolesOwnFiles()
    {
        var page = await ReadAsync("/");

        var files = Loads().Matches(page).Select(load => load.Groups["path"].Value).Where(path => path != "data:,").ToList();
        files.Count.ShouldBeGreaterThan(3);
        for (var i = 0; i < files.Count; i++)
        {
            files[i].ShouldStartWith("/");
            if (!files[i].EndsWith(".js", StringComparison.Ordinal)) continue;
            var script = await ReadAsync(files[i]);
            files.AddRange(Imports().Matches(script).Select(import => $"/console/{import.Groups["name"].Value}").Except(files));
        }
        files.ShouldContain("/console/table.js");
        foreach (var file in files) (await _cloud.ConsoleHttp.GetAsync(new Uri(file, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK, file);
    }

    [Fact]
    public async Task ThePageMayLoadAndAskTheConsoleAlone()
    {
        using var response = await _cloud.ConsoleHttp.GetAsync(new Uri("/", UriKind.Relative));

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single().Split("; ").ToDictionary(rule => rule.Split(' ')[0], rule => rule.Split(' ', 2)[1]);
        policy["default-src"].ShouldBe("'none'");
        (policy["script-src"], policy["style-src"], policy["connect-src"]).ShouldBe(("'self'", "'self'", "'self'"));
        (policy["form-action"], policy["base-uri"], policy["frame-ancestors"]).ShouldBe(("'none'", "'none'", "'none'"));
    }

    private Task<string> ReadAsync(string path) => _cloud.ConsoleHttp.GetStringAsync(new Uri(path, UriKind.Relative));

    [GeneratedRegex("(?:src|href)=\"(?<path>[^\"#]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Loads();

    [GeneratedRegex("from \"\\./(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Imports();
}
