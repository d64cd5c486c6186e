using System.Globalization;
using System.Runtime.InteropServices;
using Ingest.LocalCloud.Tests.Bootstrap;

// A function whose path says what it does with an event, and whose INIT variable says how it starts.
using var runtime = new Runtime(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!);

switch (Environment.GetEnvironmentVariable("INIT"))
{
    case "exit":
        await Console.Error.WriteLineAsync("cannot start");
        return 7;
    case "error":
        await runtime.PostAsync("runtime/init/error", """{"errorMessage":"STREAM_NAME is missing","errorType":"Settings"}""");
        return 1;
    case "hang":
        await Task.Delay(Timeout.Infinite);
        break;
    case { } marker when marker.StartsWith("fail-once:", StringComparison.Ordinal):
        var file = marker["fail-once:".Length..];
        if (!File.Exists(file))
        {
            await File.WriteAllTextAsync(file, "");
            return 1;
        }
        break;
}

using var terminated = Environment.GetEnvironmentVariable("SIGTERM_FILE") is { } path
    ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => File.WriteAllText(path, "terminated"))
    : null;
if (Environment.GetEnvironmentVariable("EXTENSION") is { } events) await runtime.RegisterExtensionAsync(events);

var loops = int.Parse(Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY") ?? "1", CultureInfo.InvariantCulture);
await Task.WhenAll(Enumerable.Range(0, loops).Select(_ => new Handler(runtime).LoopAsync()));
return 0;
