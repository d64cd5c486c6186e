using System.CommandLine;
using System.CommandLine.Parsing;
using Ingest.LocalCloud.Faults;
using Ingest.Shared;

namespace Ingest.LocalCloud;

/// <summary>The command line: every option, its limits, and the <see cref="LocalCloudOptions"/> it stands for.</summary>
internal sealed class CommandLine
{
    /// <summary>Where ./ingest publish puts it, and where ./ingest up starts from.</summary>
    private const string PublishedFunction = "artifacts/function/bootstrap";

    private static readonly LocalCloudOptions Defaults = new() { FunctionPath = "" };
    private static readonly StackSource Deployed = new();

    private readonly Option<string> _template = new("--template") { DefaultValueFactory = _ => Deployed.Template, HelpName = "path", Description = "The template that is deployed; samconfig.toml beside it gives parameters too." };
    private readonly Option<string[]> _parameters = new("--parameter") { HelpName = "Name=Value", Description = "A parameter of the template, as --parameter MaxConcurrency=50; repeat it for more. UrlAuth is NONE here unless it is given." };
    private readonly Option<string?> _stackName = new("--stack-name") { HelpName = "name", Description = "In the names of what is made. Default: samconfig.toml's stack_name." };
    private readonly Option<string> _function = new("--function") { DefaultValueFactory = _ => PublishedFunction, HelpName = "path", Description = "The function's executable, as Lambda would run it." };
    private readonly Option<string[]> _arguments = new("--function-arg") { HelpName = "text", Description = "An argument of the executable; repeat it for more." };
    private readonly Option<int> _concurrency = Number("--concurrency", Defaults.Concurrency, 1, 1000, "Execution environments at most; beyond them requests are answered 429.");
    private readonly Option<int> _environmentConcurrency = Number("--environment-concurrency", Defaults.EnvironmentConcurrency, 1, 1600, "Invocations at once in one environment, as Lambda Managed Instances run them.");
    private readonly Option<bool> _noRateLimit = new("--no-rate-limit") { Description = "Do not limit requests to 10 a second per unit of concurrency." };
    private readonly Option<int> _urlPort = Number("--url-port", Defaults.UrlPort, 0, 65535, "Port of the Function URL; 0 takes a free one.");
    private readonly Option<int> _consolePort = Number("--console-port", Defaults.ConsolePort, 0, 65535, "Port of the console page; 0 takes a free one.");
    private readonly Option<int> _awsPort = Number("--aws-port", Defaults.AwsPort, 0, 65535, "Port of Kinesis, DynamoDB and CloudWatch; 0 takes a free one.");
    private readonly Option<double> _idle = Seconds("--idle-timeout", Defaults.IdleTimeout.TotalSeconds, "Seconds after which an idle environment is shut down.");
    private readonly Option<bool> _cpuLikeLambda = new("--cpu-like-lambda") { Description = "Give an environment no more than the share of a CPU that Lambda gives for the function's memory (control groups, as root)." };
    private readonly Option<string[]> _env = new("--env") { HelpName = "NAME=VALUE", Description = "A variable of the function's environment; repeat it for more." };
    private readonly Option<string> _region = new("--region") { DefaultValueFactory = _ => Defaults.Region, Description = "The region in ARNs and signatures." };
    private readonly Option<string?> _kinesis = Endpoint("--kinesis-endpoint", "Where the function finds Kinesis, instead of here.");
    private readonly Option<string?> _dynamoDb = Endpoint("--dynamodb-endpoint", "Where the function finds DynamoDB, instead of here.");
    private readonly Option<string[]> _faults = new("--fault") { HelpName = "target:kind:…", Description = "A fault in force from the start, as kinesis:partial:share=0.2,records=1/3; repeat it for more. GET /faults/kinds on the console lists them." };
    private readonly Option<int> _faultSeed = Number("--fault-seed", Defaults.FaultSeed, 0, int.MaxValue, "Seed of which calls and records faults strike.");
    private readonly Option<FileInfo?> _readyFile = new("--ready-file") { HelpName = "path", Description = "Write the addresses there as JSON once everything listens." };

    public CommandLine(Func<LocalCloudOptions, StackSource, FileInfo?, CancellationToken, Task<int>> run)
    {
        _env.Validators.Add(r => EachIsAssignment(r, _env));
        _parameters.Validators.Add(r => EachIsAssignment(r, _parameters));
        _faults.Validators.Add(EachIsFault);
        Root = new RootCommand("Deploys a template on 127.0.0.1: a Lambda Function URL, its function, Kinesis, DynamoDB and CloudWatch.")
        {
            _template, _parameters, _stackName, _function, _arguments, _concurrency, _environmentConcurrency, _noRateLimit, _idle, _cpuLikeLambda, _env, _region,
            _urlPort, _consolePort, _awsPort, _kinesis, _dynamoDb, _faults, _faultSeed, _readyFile,
        };
        UsageAction.Install(Root, "./ingest up");
        Root.SetAction((parsed, cancellation) => run(ToOptions(parsed), ToSource(parsed), parsed.GetValue(_readyFile), cancellation));
    }

    public RootCommand Root { get; }

    public StackSource ToSource(ParseResult parsed) => new()
    {
        Template = parsed.GetValue(_template)!,
        Parameters = Assignments(parsed.GetValue(_parameters)),
        StackName = parsed.GetValue(_stackName),
    };

    public LocalCloudOptions ToOptions(ParseResult parsed) => new()
    {
        FunctionPath = parsed.GetValue(_function)!,
        FunctionArguments = parsed.GetValue(_arguments) ?? [],
        Concurrency = parsed.GetValue(_concurrency),
        EnvironmentConcurrency = parsed.GetValue(_environmentConcurrency),
        RequestRateLimit = !parsed.GetValue(_noRateLimit),
        UrlPort = parsed.GetValue(_urlPort),
        ConsolePort = parsed.GetValue(_consolePort),
        AwsPort = parsed.GetValue(_awsPort),
        IdleTimeout = TimeSpan.FromSeconds(parsed.GetValue(_idle)),
        CpuLikeLambda = parsed.GetValue(_cpuLikeLambda),
        Environment = Assignments(parsed.GetValue(_env)),
        Region = parsed.GetValue(_region)!,
        KinesisEndpoint = parsed.GetValue(_kinesis) is { } kinesis ? new Uri(kinesis) : null,
        DynamoDbEndpoint = parsed.GetValue(_dynamoDb) is { } dynamoDb ? new Uri(dynamoDb) : null,
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

    private static void EachIsAssignment(OptionResult result, Option<string[]> option)
    {
        foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            result.AddError($"{option.Name} takes {option.HelpName}, not '{token.Value}'.");
    }

    private static Dictionary<string, string> Assignments(string[]? assignments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        // As a shell's: of several for one name the last counts.
        foreach (var assignment in assignments ?? []) values[assignment.Split('=')[0]] = assignment[(assignment.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return values;
    }

    private static void EachIsFault(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (FaultParser.Parse(token.Value, out var error) is null) result.AddError($"--fault: {error}");
        }
    }
}
