using Microsoft.FSharp.Core;

namespace NBomber.Contracts;

/// <summary>What an iteration or a step came to.</summary>
public interface IResponse
{
    string StatusCode { get; }
    bool IsError { get; }
    long SizeBytes { get; }
    /// <summary>Replaces the measured latency where it is above zero.</summary>
    double CustomLatencyMs { get; }
    string Message { get; }
}

/// <summary>A response with a payload for the steps that follow.</summary>
public sealed record Response<T>(
    string StatusCode, bool IsError, long SizeBytes, double CustomLatencyMs, string Message, FSharpOption<T>? Payload) : IResponse;
