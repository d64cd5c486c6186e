using System.CommandLine;
using Ingest.Perf.Events;
using Ingest.Perf.Functions;
using Ingest.Perf.Sinks;
using Ingest.Perf.Verdicts;

namespace Ingest.Perf.Commands;

/// <summary>The options that the measuring commands share.</summary>
internal sealed class MeasureOptions
{
    public const string FunctionPath = "artifacts/function/bootstrap";

    private static readonly string[] Peers =
    [
        $"function={FunctionPath}",
        "sdk=artifacts/peers/sdk/bootstrap",
        // TieredPGO=0 as Lambda's managed .NET runtimes set it.
        "jit=DOTNET_TieredPGO=0 dotnet artifacts/peers/jit/bootstrap.dll",
        "node=node artifacts/peers/node/bootstrap.cjs",
        "empty=artifacts/peers/empty/bootstrap",
    ];

    private readonly Option<string[]> _targets;
    private readonly Option<string> _output;

    public MeasureOptions(string part, bool withPeers)
    {
        _targets = new("--target", "-t")
        {
            Description = "What to measure, as name=[VARIABLE=value …] command [argument …]; repeat it to compare, the first is the baseline. Default: " + string.Join(", ", withPeers ? Peers : Peers[..1]),
            DefaultValueFactory = _ => withPeers ? Peers : Peers[..1],
            HelpName = "name=command",
        };
        _output = new("--out", "-o") { Description = "The Markdown file to write.", DefaultValueFactory = _ => $"perf/results/{part}.md" };
        Events.Validators.Add(result =>
        {
            foreach (var events in result.GetValueOrDefault<int[]>() ?? [])
                if (events is < 1 or > 10_000) result.AddError($"--events takes 1 to 10000 events a POST; it is {events}.");
        });
        Body.AcceptOnlyFromAmong("text", "base64", "gzip");
        Sinks.AcceptOnlyFromAmong("plain", "tls", "tlsmachineroots");
        AtLeastOne(Runs);
        AtLeastOne(Rounds);
        AtLeastOne(Memory, 128);
        Cpu.Validators.Add(result =>
        {
            var cpu = result.GetValueOrDefault<int>();
            if (cpu < -1 || cpu >= Environment.ProcessorCount || (cpu >= 0 && Environment.ProcessorCount == 1))
                result.AddError($"--cpu takes 0 to {Environment.ProcessorCount - 1} on a machine of two CPUs or more, or -1 for any; it is {cpu}.");
        });
    }

    public Option<int[]> Events { get; } = new("--events", "-n")
    {
        Description = "Events a POST, one measurement for each number.",
        DefaultValueFactory = _ => [1, 10, 100, 500],
        CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',')).Select(v => int.TryParse(v, out var n) ? n : 0)],
        AllowMultipleArgumentsPerToken = true,
        HelpName = "1,10,100",
    };

    public Option<BodyForm[]> Body { get; } = new("--body")
    {
        Description = "How the body reaches the function, everything once for each.",
        DefaultValueFactory = _ => [BodyForm.Text],
        AllowMultipleArgumentsPerToken = true,
        HelpName = "text base64 gzip",
    };

    public Option<SinkKind[]> Sinks { get; } = new("--sinks")
    {
        Description = "How the sinks are reached, everything once for each: plain HTTP, TLS with their root alone trusted, TLS with the machine's roots too.",
        DefaultValueFactory = _ => [SinkKind.Plain],
        AllowMultipleArgumentsPerToken = true,
        HelpName = "plain tls tlsmachineroots",
    };

    public Option<int> Runs { get; } = new("--runs") { Description = "Cold starts for each target.", DefaultValueFactory = _ => 20 };

    public Option<int> Rounds { get; } = new("--rounds") { Description = "Warm processes for each target and number of events.", DefaultValueFactory = _ => 5 };

    public Option<double> Seconds { get; } = new("--seconds") { Description = "The measured window of a warm process.", DefaultValueFactory = _ => 2 };

    public Option<double> WarmUp { get; } = new("--warm-up") { Description = "The seconds before that window.", DefaultValueFactory = _ => 1 };

    public Option<int> Memory { get; } = new("--memory") { Description = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE in MB.", DefaultValueFactory = _ => 512 };

    public Option<int> Cpu { get; } = new("--cpu")
    {
        Description = "Run a warm program on this CPU alone and the rig on the others; -1 for any. Cold starts have all.",
        DefaultValueFactory = _ => Environment.ProcessorCount > 1 ? Environment.ProcessorCount - 1 : -1,
        HelpName = "n",
    };

    public Command AddTo(Command command, params Option[] options)
    {
        foreach (var option in options.Prepend(_targets).Append(Body).Append(Sinks).Append(Memory).Append(_output)) command.Add(option);
        return command;
    }

    public IReadOnlyList<Target> Targets(ParseResult parsed) => [.. parsed.GetRequiredValue(_targets).Select(Target.Parse)];

    public IEnumerable<Measurement> Read(ParseResult parsed, CancellationToken cancellation, Figures? figures = null) =>
        from kind in parsed.GetRequiredValue(Sinks)
        from form in parsed.GetRequiredValue(Body)
        select new Measurement(Targets(parsed), form, kind, parsed.GetValue(Memory), cancellation) { Figures = figures ?? new() };

    public string Output(ParseResult parsed) => parsed.GetRequiredValue(_output);

    private static void AtLeastOne(Option<int> option, int least = 1) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < least) result.AddError($"{option.Name} must be at least {least}; it is {result.GetValueOrDefault<int>()}.");
    });
}
