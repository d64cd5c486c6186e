using System.CommandLine;
using System.Text.Json;

namespace Ingest.LoadGen;

/// <summary>
/// Writes <c>--stack</c> and <c>--stack-outputs</c> out in the options that a stack's outputs answer, but for those that are given:
/// <c>Url</c> is the URL, <c>FunctionArn</c> function and region, <c>StreamName</c> and <c>TableName</c> the sinks.
/// </summary>
internal static class StackArguments
{
    /// <summary>Where ./ingest up puts its console.</summary>
    private const string LocalConsole = "http://127.0.0.1:9001/";

    public static readonly Option<string?> Stack = new("--stack") { Description = "local, or the address of a local cloud's console: its stack says what there is to drive and to verify.", HelpName = "local" };
    public static readonly Option<string?> Outputs = new("--stack-outputs") { Description = "A file with the outputs of a stack on AWS: sam list stack-outputs --output json > FILE.", HelpName = "FILE" };

    /// <exception cref="StackException">There is no such stack.</exception>
    public static async Task<string[]> WriteOutAsync(string[] args)
    {
        var (stack, rest) = Take(args, Stack.Name);
        (var file, rest) = Take(rest, Outputs.Name);
        if (stack is not null && file is not null) throw new StackException("--stack and --stack-outputs are two ways to name one stack; give one of them.");
        if (stack is null && file is null) return args;
        return stack is not null ? await LocalAsync(stack == "local" ? LocalConsole : stack, rest) : With(rest, ReadFile(file!));
    }

    private static async Task<string[]> LocalAsync(string console, string[] args)
    {
        if (!Uri.TryCreate(console, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new StackException($"--stack takes local or the address of a local cloud's console, not '{console}'.");
        using var http = new HttpClient();
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(await http.GetStringAsync(new Uri(address, "api/stack")));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new StackException($"No local stack was found at {address} ({e.Message}). Start it with ./ingest up, or name its console: --stack http://127.0.0.1:PORT");
        }
        using (document)
        {
            var aws = document.RootElement.GetProperty("awsEndpoint").GetString()!;
            var options = OptionsOf(document.RootElement.GetProperty("outputs"));
            options["--console"] = address.ToString();
            (options["--kinesis-endpoint"], options["--dynamodb-endpoint"]) = (aws, aws);
            if (args.Contains("--cloudwatch")) options["--cloudwatch-endpoint"] = aws;
            // The local cloud takes any key; the SDK wants one.
            if (Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is null)
            {
                Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
                Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
            }
            return With(args, options);
        }
    }

    private static Dictionary<string, string> ReadFile(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            return OptionsOf(document.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new StackException($"--stack-outputs takes what sam list stack-outputs --output json prints; '{file}' is not that: {e.Message}");
        }
    }

    private static Dictionary<string, string> OptionsOf(JsonElement outputs)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var output in outputs.EnumerateArray())
        {
            var value = output.GetProperty("OutputValue").GetString()!;
            switch (output.GetProperty("OutputKey").GetString())
            {
                case "Url": options["--url"] = value; break;
                case "StreamName": options["--stream"] = value; break;
                case "TableName": options["--table"] = value; break;
                // arn:aws:lambda:REGION:ACCOUNT:function:NAME
                case "FunctionArn" when value.Split(':') is [_, _, _, var region, _, _, var name, ..]:
                    (options["--region"], options["--function"]) = (region, name);
                    break;
                default: break;
            }
        }
        return options.ContainsKey("--url") ? options : throw new StackException("The stack has no output Url.");
    }

    private static string[] With(string[] args, Dictionary<string, string> options)
    {
        // A stack with one sink has one to verify.
        var one = options.ContainsKey("--stream") ? options.ContainsKey("--table") ? null : "kinesis" : "dynamodb";
        string[] asked = [.. args.Select((argument, i) => one is not null && argument == "sinks" && i > 0 && args[i - 1] == "--verify" ? one : argument)];
        return [.. options.Where(option => !asked.Any(argument => argument == option.Key || argument.StartsWith(option.Key + "=", StringComparison.Ordinal))).SelectMany(option => new[] { option.Key, option.Value }), .. asked];
    }

    private static (string? Value, string[] Others) Take(string[] args, string name)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i].StartsWith(name + "=", StringComparison.Ordinal)) return (args[i][(name.Length + 1)..], [.. args[..i], .. args[(i + 1)..]]);
            if (args[i] == name && i + 1 < args.Length) return (args[i + 1], [.. args[..i], .. args[(i + 2)..]]);
        }
        return (null, args);
    }
}

/// <summary>A stack that cannot be found, and what to do about it.</summary>
internal sealed class StackException(string message) : Exception(message);
