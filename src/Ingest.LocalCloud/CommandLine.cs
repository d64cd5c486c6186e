using System.CommandLine;
using System.CommandLine.Parsing;
using Ingest.LocalCloud.Faults;
using Ingest.LocalCloud.FunctionUrl;
using Ingest.Shared;

namespace Ingest.LocalCloud;

/// <summary>The command line: every option, its limits, and the <see cref="LocalCloudOptions"/> it stands for.</summary>
internal sealed class CommandLine
{
    /// <summary>Where ./ingest publish puts it, and where ./ingest up starts from.</summary>
    private const string PublishedFunction = "artifacts/function/bootstrap";

    private static readonly LocalCloudOptions Defaults = new() { FunctionPath = "" };

    private readonly Option<string> _function = new("--function") { DefaultValueFactory = _ => PublishedFunction, HelpName = "path", Description = "The function's executable, as Lambda would run it." };
    private readonly Option<string[]> _arguments = new("--function-arg") { HelpName = "text", Description = "An argument of the executable; repeat it for more." };
    private readonly Option<int> _concurrency = Number("--concurrency", Defaults.Concurrency, 1, 1000, "Execution environments at most; beyond them requests are answered 429.");
    private readonly Option<int?> _reserved = new("--reserved-concurrency") { HelpName = "n", Description = "Reserved concurrency: at most that many environments and 10 times as many requests a second; 0 throttles every request." };
    private readonly Option<int> _environmentConcurrency = Number("--environment-concurrency", Defaults.EnvironmentConcurrency, 1, 1600, "Invocations at once in one environment, as Lambda Managed Instances run them.");
    private readonly Option<bool> _noRateLimit = new("--no-rate-limit") { Description = "Do not limit requests to 10 a second per unit of concurrency." };
    private readonly Option<int> _urlPort = Number("--url-port", Defaults.UrlPort, 0, 65535, "Port of the Function URL; 0 takes a free one.");
    private readonly Option<int> _consolePort = Number("--console-port", Defaults.ConsolePort, 0, 65535, "Port of the console page; 0 takes a free one.");
    private readonly Option<int> _awsPort = Number("--aws-port", Defaults.AwsPort, 0, 65535, "Port of Kinesis, DynamoDB and CloudWatch; 0 takes a free one.");
    private readonly Option<double> _timeout = Seconds("--timeout", Defaults.Timeout.TotalSeconds, "Seconds an invocation may take.");
    private readonly Option<double> _idle = Seconds("--idle-timeout", Defaults.IdleTimeout.TotalSeconds, "Seconds after which an idle environment is shut down.");
    private readonly Option<int> _memory = Number("--memory", Defaults.MemorySize, 128, 10240, "MB the function is told it has.");
    private readonly Option<string[]> _env = new("--env") { HelpName = "NAME=VALUE", Description = "A variable of the function's environment; repeat it for more." };
    private readonly Option<string> _region = new("--region") { DefaultValueFactory = _ => Defaults.Region, Description = "The region in ARNs and signatures." };
    private readonly Option<string?> _kinesis = Endpoint("--kinesis-endpoint", "Where the function finds Kinesis, instead of here.");
    private readonly Option<string?> _dynamoDb = Endpoint("--dynamodb-endpoint", "Where the function finds DynamoDB, instead of here.");
    private readonly Option<string> _stream = new("--stream") { DefaultValueFactory = _ => Defaults.StreamName, HelpName = "name", Description = "The stream." };
    private readonly Option<string> _table = new("--table") { DefaultValueFactory = _ => Defaults.TableName, HelpName = "name", Description = "The table." };
    private readonly Option<int> _shards = Number("--shards", Defaults.Shards, 1, 1000, "Shards of the stream.");
    private readonly Option<bool> _provisioned = new("--provisioned") { Description = "A provisioned stream: 1 MB and 1,000 records a second a shard, instead of a warm one on demand." };
    private readonly Option<string> _auth = new("--auth") { DefaultValueFactory = _ => "none", HelpName = "none|iam", Description = "Who may call the URL: anyone, or who signs with the key pair test/test." };
    private readonly Option<string[]> _corsOrigins = new("--cors-origin") { HelpName = "origin", Description = "An origin the URL's CORS configuration allows, * for all; repeat it for more." };
    private readonly Option<string[]> _faults = new("--fault") { HelpName = "target:kind:…", Description = "A fault in force from the start, as kinesis:partial:share=0.2,records=1/3; repeat it for more. GET /faults/kinds on the console lists them." };
    private readonly Option<int> _faultSeed = Number("--fault-seed", Defaults.FaultSeed, 0, int.MaxValue, "Seed of which calls and records faults strike.");
    private readonly Option<FileInfo?> _readyFile = new("--ready-file") { HelpName = "path", Description = "Write the addresses there as JSON once everything listens." };

    public CommandLine(Func<LocalCloudOptions, FileInfo?, CancellationToken, Task<int>> run)
    {
        _env.Validators.Add(EachIsAssignment);
        _faults.Validators.Add(EachIsFault);
        _reserved.Validators.Add(r => Check(r, _reserved, n => n is >= 0 and <= 1000, "0 to 1000"));
        _auth.Validators.Add(r => Check(r, _auth, a => a is "none" or "iam", "none or iam"));
        Root = new RootCommand("A Lambda Function URL, its function, Kinesis and DynamoDB on 127.0.0.1.")
        {
            _function, _arguments, _concurrency, _reserved, _environmentConcurrency, _noRateLimit, _timeout, _idle, _memory, _env, _region,
            _urlPort, _consolePort, _awsPort, _kinesis, _dynamoDb, _stream, _table, _shards, _provisioned, _auth, _corsOrigins, _faults, _faultSeed, _readyFile,
        };
        UsageAction.Install(Root, "./ingest up");
        Root.SetAction((parsed, cancellation) => run(ToOptions(parsed), parsed.GetValue(_readyFile), cancellation));
    }

    public RootCommand Root { get; }

    public LocalCloudOptions ToOptions(ParseResult parsed) => new()
    {
        FunctionPath = parsed.GetValue(_function)!,
        FunctionArguments = parsed.GetValue(_arguments) ?? [],
        Concurrency = parsed.GetValue(_concurrency),
        ReservedConcurrency = parsed.GetValue(_reserved),
        EnvironmentConcurrency = parsed.GetValue(_environmentConcurrency),
        RequestRateLimit = !parsed.GetValue(_noRateLimit),
        UrlPort = parsed.GetValue(_urlPort),
        ConsolePort = parsed.GetValue(_consolePort),
        AwsPort = parsed.GetValue(_awsPort),
        Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
        IdleTimeout = TimeSpan.FromSeconds(parsed.GetValue(_idle)),
        MemorySize = parsed.GetValue(_memory),
        Environment = (parsed.GetValue(_env) ?? []).Select(e => e.Split('=', 2)).ToDictionary(e => e[0], e => e[1], StringComparer.Ordinal),
        Region = parsed.GetValue(_region)!,
        KinesisEndpoint = parsed.GetValue(_kinesis) is { } kinesis ? new Uri(kinesis) : null,
        DynamoDbEndpoint = parsed.GetValue(_dynamoDb) is { } dynamoDb ? new Uri(dynamoDb) : null,
        StreamName = parsed.GetValue(_stream)!,
        TableName = parsed.GetValue(_table)!,
        Shards = parsed.GetValue(_shards),
        ProvisionedStream = parsed.GetValue(_provisioned),
        AuthType = parsed.GetValue(_auth) is "iam" ? FunctionUrlAuthType.AwsIam : FunctionUrlAuthType.None,
        Cors = parsed.GetValue(_corsOrigins) is { Length: > 0 } origins
            ? CorsConfiguration.Deployed(origins)
            : null,
        Faults = (parsed.GetValue(_faults) ?? []).Select(f => FaultParser.Parse(f, out _)!).ToArray(),
        FaultSeed = parsed.GetValue(_faultSeed),
    };

    private static Option<int> Number(string name, int value, int least, int most, string description)
    {
        var option = new Option<int>(name) { DefaultValueFactory = _ => value, HelpName = "n", Description = description };
        option.Validators.Add(r => Check(r, option, n => n >= least && n <= most, $"{least} to {most}"));
        return option;
    }

    private static Option<double> Seconds(string name, double value, string description)
    {
        var option = new Option<double>(name) { DefaultValueFactory = _ => value, HelpName = "seconds", Description = description };
        // Lambda's longest timeout is 15 minutes; an environment may idle for as long here.
        option.Validators.Add(r => Check(r, option, n => n is > 0 and <= 900, "more than 0 and at most 900 seconds"));
        return option;
    }

    private static Option<string?> Endpoint(string name, string description)
    {
        var option = new Option<string?>(name) { HelpName = "url", Description = description };
        option.Validators.Add(r => Check(r, option, u => Uri.TryCreate(u, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https"), "an http or https address"));
        return option;
    }

    private static void Check<T>(OptionResult result, Option<T> option, Func<T?, bool> isRight, string wanted)
    {
        var right = false;
        try
        {
            right = isRight(result.GetValue(option));
        }
        catch (InvalidOperationException)
        {
            // Not even of the option's type.
        }
        if (!right) result.AddError($"{option.Name} takes {wanted}, not '{string.Join(' ', result.Tokens)}'.");
    }

    private static void EachIsAssignment(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            result.AddError($"--env takes NAME=VALUE, not '{token.Value}'.");
    }

    private static void EachIsFault(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (FaultParser.Parse(token.Value, out var error) is null) result.AddError($"--fault: {error}");
        }
    }
}
