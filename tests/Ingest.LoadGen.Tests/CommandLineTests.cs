using Spectre.Console;

namespace Ingest.LoadGen.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("--rate 5", "--url")]
    [InlineData("--url ftp://x", "http:// or https://")]
    [InlineData("--url http://x --rate 0", "--rate must be 0.001 to 1,000,000, but is 0")]
    [InlineData("--url http://x --events 20000", "--events must be 1 to 10,000, but is 20000")]
    [InlineData("--url http://x --duration many", "many")]
    [InlineData("--url http://x --partition 3/2", "--partition reads i/n")]
    [InlineData("--url http://x --verify everything", "everything")]
    [InlineData("--url http://x --scenario ramp --rate 5", "--rate can't be given together with --scenario")]
    [InlineData("--url http://x --colour red", "--colour")]
    [InlineData("--url http://x --max-regression p99=10%", "--max-regression needs a --baseline to compare with.")]
    [InlineData("--url http://x --duration 2d", "--duration must be seconds or a duration as 500ms, 30s, 5m, 1h or 00:00:30, but is 2d.")]
    [InlineData("--url http://x --duration 25h", "--duration must be 1 s to 86,400 s, but is 25h.")]
    [InlineData("--url http://x --timeout 0", "--timeout must be 10 ms to 900 s, but is 0.")]
    [InlineData("--url http://x --header nothing", "--header reads NAME=VALUE in printable ASCII, but is \"nothing\".")]
    [InlineData("--url http://x --header X-A=é", "--header reads NAME=VALUE in printable ASCII, but is \"X-A=é\".")]
    [InlineData("--url http://x --device-prefix a/b", "--device-prefix must be up to 100 of A-Z, a-z, 0-9 and ._:-, but is a/b.")]
    [InlineData("--url http://x?dryRun=true", "--url asks for a dry run, which stores nothing")]
    [InlineData("--url http://x --summary-json /no/such/summary.json", "--summary-json must be in a folder that is there, but /no/such is none.")]
    [InlineData("--url http://x --summary-json /tmp", "--summary-json must name a file, but /tmp is a folder.")]
    [InlineData("--url http://x --report-folder /etc/hostname", "--report-folder must name a folder, but /etc/hostname is a file.")]
    [InlineData("--url http://x --header Content-Type=a/b", "--header can't set \"Content-Type\"")]
    [InlineData("--url http://x --insecure-root /no/such.pem", "--insecure-root must name a PEM file of certificates, but /no/such.pem is none")]
    [InlineData("--url http://x --auth basic", "basic")]
    [InlineData("--url http://x --auth hmac --hmac-preset shopify", "shopify")]
    [InlineData("--url http://x --hmac-preset github", "--hmac-preset is for --auth hmac.")]
    [InlineData("--url http://x --summary xml", "xml")]
    public void BadArgumentsAreNamedWithTheirLimit(string arguments, string expected)
    {
        var parsed = new CommandLine(TimeProvider.System, AnsiConsole.Console).Root.Parse(arguments);

        string.Join('\n', parsed.Errors.Select(e => e.Message)).ShouldContain(expected);
    }

    [Theory]
    [InlineData("--url http://127.0.0.1:9000")]
    [InlineData("--url http://dryRun.example/dryRun?a=b")]
    [InlineData("--url https://x.lambda-url.eu-west-1.on.aws/ --rate 5 --duration 1 --events 10 --devices 4 --partition 2/2 --verify sinks --seed 7")]
    [InlineData("--url http://x --scenario ramp --rate-scale 0.5 --producer naive")]
    public void GoodArgumentsParse(string arguments) =>
        new CommandLine(TimeProvider.System, AnsiConsole.Console).Root.Parse(arguments).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("--help", "./ingest load [command] [options]\n")]
    [InlineData("merge --help", "./ingest load merge ")]
    public async Task HelpNamesTheCommandThatPeopleType(string arguments, string usage)
    {
        using var output = new StringWriter();

        await new CommandLine(TimeProvider.System, AnsiConsole.Console).Root.Parse(arguments).InvokeAsync(new() { Output = output });

        output.ToString().ShouldContain($"Usage:\n  {usage}");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("merge --help")]
    public async Task TheHelpListsTheExitCodes(string arguments)
    {
        using var output = new StringWriter();

        await new CommandLine(TimeProvider.System, AnsiConsole.Console).Root.Parse(arguments).InvokeAsync(new() { Output = output });

        foreach (var code in (int[])[ExitCodes.Passed, ExitCodes.Failed, ExitCodes.Unusable, ExitCodes.NotValid, ExitCodes.Interrupted]) output.ToString().ShouldContain($"\n    {code}  ");
    }
}
