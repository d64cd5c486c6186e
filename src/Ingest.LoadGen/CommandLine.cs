using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Authentication;
using Ingest.LoadGen.CloudWatch;
using Ingest.LoadGen.Costs;
using Ingest.LoadGen.Producing;
using Ingest.LoadGen.Reporting;
using Ingest.LoadGen.Results;
using Ingest.LoadGen.Scenarios;
using Ingest.LoadGen.Verification;
using Ingest.Shared;
using Spectre.Console;

namespace Ingest.LoadGen;

/// <summary>The options of the command line, their limits, and what they make of a plan.</summary>
internal sealed class CommandLine
{
    private readonly Option<Uri> _url = new("--url") { Description = "The endpoint, e.g. http://127.0.0.1:9000; without a path, /v1/events.", Required = true, CustomParser = OptionRules.HttpUrl };
    private readonly Option<string?> _scenario = new("--scenario") { Description = "A scenario of perf/scenarios by name, or a JSON file." };
    private readonly Option<double> _rate = new("--rate") { Description = "POSTs per second, 0.001 to 1,000,000.", DefaultValueFactory = _ => 1_000 };
    private readonly Option<TimeSpan?> _duration = OptionRules.Duration("--duration", "Seconds, or 90s, 5m, 1h; 1 s to 24 h. [default: 20]", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    private readonly Option<TimeSpan?> _warmup = OptionRules.Duration("--warmup", "As long before, the same load, whose events count but whose requests are not measured. 0 for none. [default: 3, or what the scenario says]", TimeSpan.Zero, TimeSpan.FromHours(1));
    private readonly Option<TimeSpan?> _timeout = OptionRules.Duration("--timeout", "How long a response is waited for. [default: 15, or what the scenario says]", LoadSettings.ShortestTimeout, LoadSettings.LongestTimeout);
    private readonly Option<TimeSpan?> _tolerableLag = OptionRules.Duration("--tolerable-lag", "How late one start in a hundred, and how long one request in twenty may wait in the generator, before the run is not valid as a measurement. More proves less of the latencies: for runs that count events. [default: 20ms]", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
    private readonly Option<int> _events = new("--events") { Description = "Events per POST, 1 to 10,000.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _devices = new("--devices") { Description = "Devices in the fleet, 1 to 1,000,000.", DefaultValueFactory = _ => 1_000 };
    private readonly Option<string> _devicePrefix = new("--device-prefix") { Description = "What the ids of all devices begin with, for keys that are for some devices alone: up to 100 of A-Z, a-z, 0-9 and ._:-", DefaultValueFactory = _ => DeviceFleet.DefaultDevicePrefix };
    private readonly Option<double> _scale = new("--rate-scale") { Description = "Multiplies all rates of a scenario, 0.001 to 1,000.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _timeScale = new("--time-scale") { Description = "Multiplies all times of a scenario, its warm-up included, 0.001 to 1,000. A stage lasts a second at least.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _producer = new("--producer") { Description = "retry: keeps the contract, obeys Retry-After. naive: sends once. Default: retry, or what the scenario says." };
    private readonly Option<int?> _connections = new("--connections") { Description = "HTTP connections at most. Default: half the peak rate, 64 to 5,000. Never more than the process may open files (ulimit -n), less 256." };
    private readonly Option<string> _auth = new("--auth") { Description = $"How requests are let in. iam: signed for a URL of AuthType AWS_IAM, with the credentials that the AWS SDK finds; api-key: with the key in {RequestAuthentications.KeyVariable}; hmac: signed with the secret in {RequestAuthentications.SecretVariable}; none.", DefaultValueFactory = _ => RequestAuthentications.None };
    private readonly Option<string> _hmacPreset = new("--hmac-preset") { Description = "How --auth hmac signs.", DefaultValueFactory = _ => HmacAuthentication.StandardWebhooks };
    private readonly Option<KeyValuePair<string, string>[]> _headers = OptionRules.Headers("--header", "NAME=VALUE, added to every request; can be repeated.");
    private readonly Option<X509Certificate2Collection?> _roots = OptionRules.Certificates("--insecure-root", "A PEM file of the roots that the endpoint's certificate must chain to, in place of the machine's.");
    private readonly Option<bool> _noPreflight = new("--no-preflight") { Description = "Without the dry run before the load, which says what is wrong with URL, authentication or contract." };
    private readonly Option<int?> _seed = new("--seed") { Description = "Decides what the devices measure: the same seed, the same readings. Ids are new in every run. Default: a new one each time." };
    private readonly Option<Partition> _partition = new("--partition") { Description = "i/n: the i-th of n processes that share a run (give all the same --seed).", DefaultValueFactory = _ => Partition.Whole, CustomParser = OptionRules.Share };
    private readonly Option<string?> _reports = new("--report-folder") { Description = "Where to write the reports." };
    private readonly Option<string?> _summary = new("--summary-json") { Description = "Where to write the summary for scripts." };
    private readonly Option<string> _summaryForm = new("--summary") { Description = "text, or json: the summary alone on the standard output, and all else on the error stream.", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No more than the verdict and its reasons." };
    private readonly Option<string?> _baseline = new("--baseline") { Description = "The summary JSON of an earlier run, to compare with." };
    private readonly Option<RegressionLimit[]> _maxRegression = OptionRules.MaxRegression();
    private readonly Option<Uri?> _console = new("--console") { Description = "The local cloud's console, for its cold starts.", CustomParser = OptionRules.HttpUrl };
    private readonly Option<string?> _verify = new("--verify") { Description = "sinks, kinesis or dynamodb: read back, id by id, what was acknowledged." };
    private readonly Option<string?> _kinesis = new("--kinesis-endpoint") { Description = "Default: AWS, or what AWS_ENDPOINT_URL_KINESIS says." };
    private readonly Option<string?> _dynamoDb = new("--dynamodb-endpoint") { Description = "Default: AWS, or what AWS_ENDPOINT_URL_DYNAMODB says." };
    private readonly Option<string> _stream = new("--stream") { Description = "The Kinesis stream.", DefaultValueFactory = _ => "telemetry" };
    private readonly Option<string> _table = new("--table") { Description = "The DynamoDB table.", DefaultValueFactory = _ => "telemetry" };
    private readonly Option<bool> _cloudWatch = new("--cloudwatch") { Description = "After the run, set CloudWatch's figures of the function beside the client's." };
    private readonly Option<Uri?> _cloudWatchEndpoint = new("--cloudwatch-endpoint") { Description = "Default: AWS. At the local cloud, its AWS endpoint.", CustomParser = OptionRules.HttpUrl };
    private readonly Option<string> _function = new("--function") { Description = "The function's name in CloudWatch.", DefaultValueFactory = _ => "ingest" };
    private readonly Option<string?> _prices = new("--prices") { Description = "A JSON file of prices in place of the table that comes along (docs/load-testing.md)." };
    private readonly Option<int> _memory = new("--memory-mb") { Description = "The function's memory, for its cost if no console tells, 128 to 10,240.", DefaultValueFactory = _ => 512 };
    private readonly Option<string?> _region = new("--region") { Description = "Default: the SDK's own." };

    private readonly IAnsiConsole _messages;
    private readonly IAnsiConsole _errors;

    /// <param name="time">The clock of the run.</param>
    /// <param name="console">Takes the summary, and what is said on the way to it.</param>
    /// <param name="errors">Takes what is said where the summary is to be alone. Default: the console.</param>
    public CommandLine(TimeProvider time, IAnsiConsole console, IAnsiConsole? errors = null)
    {
        (_messages, _errors) = (console, errors ?? console);
        OptionRules.Between(_rate, 0.001, 1_000_000);
        OptionRules.Between(_events, 1, 10_000);
        OptionRules.Between(_devices, 1, 1_000_000);
        OptionRules.Between(_memory, 128, 10_240);
        OptionRules.Between(_connections, 1, 60_000);
        OptionRules.Between(_scale, 0.001, 1_000);
        OptionRules.Between(_timeScale, 0.001, 1_000);
        _baseline.Validators.Add(result => OptionRules.Check(result, result.Tokens.Count != 1 || File.Exists(result.Tokens[0].Value), "--baseline must name a summary JSON file"));
        _url.Validators.Add(result => OptionRules.Check(result, result.Tokens.Count != 1 || !Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) || !url.Query.Contains("dryRun", StringComparison.Ordinal), "--url asks for a dry run, which stores nothing; a load must go without dryRun"));
        _devicePrefix.Validators.Add(result => OptionRules.Check(result, result.Tokens.Count != 1 || (result.Tokens[0].Value.Length <= 100 && result.Tokens[0].Value.All(c => char.IsAsciiLetterOrDigit(c) || "._:-".Contains(c, StringComparison.Ordinal))), "--device-prefix must be up to 100 of A-Z, a-z, 0-9 and ._:-"));
        OptionRules.File(_summary);
        OptionRules.Folder(_reports);
        _producer.AcceptOnlyFromAmong("retry", "naive");
        _auth.AcceptOnlyFromAmong(RequestAuthentications.Kinds);
        _hmacPreset.AcceptOnlyFromAmong([.. HmacAuthentication.Presets]);
        _summaryForm.AcceptOnlyFromAmong("text", "json");
        _verify.AcceptOnlyFromAmong("sinks", "kinesis", "dynamodb");
        Root = new RootCommand("Drives an ingest endpoint with a fleet of devices, and proves what became of every event.\n\n" + ExitCodes.Help);
        foreach (var option in (Option[])[_url, _scenario, _rate, _duration, _warmup, _timeout, _tolerableLag, _events, _devices, _devicePrefix, _scale, _timeScale, _producer, _connections, _auth, _hmacPreset, _headers, _roots, _noPreflight, _seed, _partition,
            _reports, _summary, _summaryForm, _quiet, _baseline, _maxRegression, _console, _verify, _kinesis, _dynamoDb, _stream, _table, _cloudWatch, _cloudWatchEndpoint, _function, _prices, _memory, _region]) Root.Options.Add(option);
        foreach (var option in (Option[])[StackArguments.Stack, StackArguments.Outputs]) Root.Options.Add(option);
        Root.Validators.Add(result =>
        {
            if (result.GetResult(_maxRegression) is { Implicit: false } && result.GetResult(_baseline) is null or { Implicit: true }) result.AddError("--max-regression needs a --baseline to compare with.");
            if (result.GetResult(_hmacPreset) is { Implicit: false } && result.GetValue(_auth) != "hmac") result.AddError("--hmac-preset is for --auth hmac.");
            if (result.GetValue(_scenario) is null) return;
            foreach (var option in (Option[])[_rate, _duration, _events])
                if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} can't be given together with --scenario, which has its own; --rate-scale multiplies its rates, --time-scale its times.");
        });
        Root.Subcommands.Add(MergeCommand.Create(console));
        UsageAction.Install(Root, "./ingest load");
        Root.SetAction((arguments, cancel) => RunAsync(arguments, time, cancel));
    }

    public RootCommand Root { get; }

    private async Task<int> RunAsync(ParseResult arguments, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            var (json, quiet) = (arguments.GetValue(_summaryForm) == "json", arguments.GetValue(_quiet));
            var messages = quiet ? Silent() : json ? _errors : _messages;
            var summary = await new LoadCommand(await OptionsAsync(arguments, time), time, messages).RunAsync(Plan(arguments), cancel);
            if (json) await _messages.Profile.Out.Writer.WriteLineAsync(SummaryJson.Render(summary));
            else if (quiet) _messages.Write(new Text(SummaryText.Verdict(summary)));
            return summary.Verdict.ExitCode;
        }
        catch (ScenarioException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Unusable;
        }
    }

    private static IAnsiConsole Silent() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null), Interactive = InteractionSupport.No });

    internal LoadPlan Plan(ParseResult arguments)
    {
        var plan = arguments.GetValue(_scenario) is { } scenario
            ? ScenarioFiles.Load(scenario).Scaled(arguments.GetValue(_scale)).Stretched(arguments.GetValue(_timeScale))
            : LoadPlan.Constant(arguments.GetValue(_rate), arguments.GetValue(_duration) ?? TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(3),
                new LoadSettings { Payloads = [new PayloadSettings { Events = arguments.GetValue(_events) }] });
        return plan.Each(scenario =>
        {
            var settings = scenario.Settings;
            if (arguments.GetResult(_devices) is { Implicit: false }) settings = settings with { Devices = arguments.GetValue(_devices) };
            if (arguments.GetValue(_producer) is { } producer) settings = settings with { Producer = producer };
            if (arguments.GetValue(_connections) is { } connections) settings = settings with { Connections = connections };
            if (arguments.GetValue(_timeout) is { } timeout) settings = settings with { Timeout = timeout };
            return scenario with { Settings = settings, WarmUp = arguments.GetValue(_warmup) ?? scenario.WarmUp };
        }).Runnable();
    }

    private async Task<LoadOptions> OptionsAsync(ParseResult arguments, TimeProvider time)
    {
        var options = Options(arguments);
        return options with { Authentication = await RequestAuthentications.FindAsync(arguments.GetValue(_auth)!, options.Url, arguments.GetValue(_region), arguments.GetValue(_hmacPreset)!, time) };
    }

    private LoadOptions Options(ParseResult arguments) => new()
    {
        Url = arguments.GetValue(_url)! is { AbsolutePath: "/" } bare ? new Uri(bare, "/v1/events") : arguments.GetValue(_url)!,
        Preflight = !arguments.GetValue(_noPreflight),
        Requests = new RequestOptions { Headers = arguments.GetValue(_headers) ?? [], Roots = arguments.GetValue(_roots) },
        DevicePrefix = arguments.GetValue(_devicePrefix)!,
        TolerableLag = arguments.GetValue(_tolerableLag) ?? LoadOptions.DefaultLag,
        Seed = arguments.GetValue(_seed) ?? new Random().Next(),
        Partition = arguments.GetValue(_partition),
        ReportFolder = arguments.GetValue(_reports),
        SummaryJson = arguments.GetValue(_summary),
        Console = arguments.GetValue(_console),
        Baseline = arguments.GetValue(_baseline) is { } baseline ? SummaryJson.Load(baseline) : null,
        MaxRegression = arguments.GetValue(_maxRegression) ?? [],
        Platform = !arguments.GetValue(_cloudWatch) && arguments.GetValue(_cloudWatchEndpoint) is null ? null : new PlatformOptions
        {
            Function = arguments.GetValue(_function)!,
            Endpoint = arguments.GetValue(_cloudWatchEndpoint),
            Region = arguments.GetValue(_region)
        },
        Prices = arguments.GetValue(_prices) is { } prices ? PriceTable.Load(prices) : null,
        MemoryMb = arguments.GetValue(_memory),
        Sinks = arguments.GetValue(_verify) is not { } verify ? null : new SinkOptions
        {
            Stream = verify is "sinks" or "kinesis" ? arguments.GetValue(_stream) : null,
            Table = verify is "sinks" or "dynamodb" ? arguments.GetValue(_table) : null,
            KinesisEndpoint = arguments.GetValue(_kinesis),
            DynamoDbEndpoint = arguments.GetValue(_dynamoDb),
            Region = arguments.GetValue(_region)
        }
    };
}
