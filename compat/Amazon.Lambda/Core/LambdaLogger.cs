namespace Amazon.Lambda.Core;

/// <summary>Writes log lines where no <see cref="ILambdaContext"/> is at hand.</summary>
public static class LambdaLogger
{
    // Static by the official contract: the runtime loop replaces it to give every line its prefix and request id.
    internal static ILambdaLogger Current { get; set; } = new ConsoleLogger();

    /// <summary>Writes one line.</summary>
    public static void Log(string message) => Current.LogLine(message);

    /// <summary>Writes one line at a level, its placeholders filled by the arguments.</summary>
    public static void Log(string level, string message, params object[] args) => Current.Log(level, message, args);

    /// <inheritdoc cref="Log(string, string, object[])"/>
    public static void Log(LogLevel level, string message, params object[] args) => Log(level.ToString(), message, args);

    /// <summary>Writes one line at a level, followed by the exception.</summary>
    public static void Log(string level, Exception exception, string message, params object[] args) =>
        Current.Log(level, exception, message, args);

    /// <inheritdoc cref="Log(string, Exception, string, object[])"/>
    public static void Log(LogLevel level, Exception exception, string message, params object[] args) =>
        Log(level.ToString(), exception, message, args);

    private sealed class ConsoleLogger : ILambdaLogger
    {
        public void Log(string message) => Console.Write(message);

        public void LogLine(string message) => Console.WriteLine(message);

        public void Log(string level, string message) => Console.WriteLine($"{level}: {message}");
    }
}
