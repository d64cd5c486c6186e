#nullable enable
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.RuntimeApi;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>The logger of one invocation, or of none.</summary>
internal sealed class LambdaConsoleLogger(LogWriter writer, InvocationHeaders? invocation) : ILambdaLogger
{
    public void Log(string message) => writer.WriteText(message);

    public void LogLine(string message) => writer.Write(invocation, nameof(LogLevel.Information), exception: null, message);

    public void Log(string level, string message) => writer.Write(invocation, level, exception: null, message);

    public void Log(string level, string message, params object[] args) =>
        writer.Write(invocation, level, exception: null, MessageTemplate.Fill(message, args));

    public void Log(string level, Exception exception, string message, params object[] args) =>
        writer.Write(invocation, level, exception, MessageTemplate.Fill(message, args));
}
