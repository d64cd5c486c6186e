using Microsoft.FSharp.Core;
using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Makes responses. Documented at nbomber.com/docs/nbomber/scenario/step.</summary>
public static class Response
{
    /// <summary>The status of an iteration that threw.</summary>
    internal const string UnhandledExceptionCode = "-101";
    /// <summary>The status of an iteration that was cancelled.</summary>
    internal const string TimeoutCode = "-100";

    private static readonly Response<object> EmptyOk = new("", false, 0, 0, "", null);
    private static readonly Response<object> EmptyFail = new("", true, 0, 0, "", null);

    public static Response<object> Ok() => EmptyOk;

    public static Response<object> Ok(string statusCode = "", long sizeBytes = 0, string message = "", double customLatencyMs = 0) =>
        new(statusCode, false, sizeBytes, customLatencyMs, message ?? "", null);

    public static Response<T> Ok<T>(string statusCode = "", long sizeBytes = 0, string message = "", double customLatencyMs = 0) =>
        new(statusCode, false, sizeBytes, customLatencyMs, message ?? "", null);

    public static Response<T> Ok<T>(T payload, string statusCode = "", long sizeBytes = 0, string message = "", double customLatencyMs = 0) =>
        new(statusCode, false, sizeBytes, customLatencyMs, message ?? "", FSharpOption<T>.Some(payload));

    public static Response<object> Fail() => EmptyFail;

    public static Response<object> Fail(string statusCode = "", string message = "", long sizeBytes = 0, double customLatencyMs = 0) =>
        new(statusCode, true, sizeBytes, customLatencyMs, message ?? "", null);

    public static Response<T> Fail<T>(string statusCode = "", string message = "", long sizeBytes = 0, double customLatencyMs = 0) =>
        new(statusCode, true, sizeBytes, customLatencyMs, message ?? "", null);

    public static Response<T> Fail<T>(T payload, string statusCode = "", string message = "", long sizeBytes = 0, double customLatencyMs = 0) =>
        new(statusCode, true, sizeBytes, customLatencyMs, message ?? "", FSharpOption<T>.Some(payload));

    internal static Response<T> Of<T>(Exception exception) => exception is OperationCanceledException
        ? Fail<T>(TimeoutCode, "operation timeout")
        : Fail<T>(UnhandledExceptionCode, exception.Message);
}

/// <summary>Reads F# options from C#.</summary>
public static class OptionExtensions
{
    public static bool IsSome<T>(this FSharpOption<T>? option) => FSharpOption<T>.get_IsSome(option!);

    public static bool IsNone<T>(this FSharpOption<T>? option) => FSharpOption<T>.get_IsNone(option!);
}
