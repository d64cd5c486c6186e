using Ingest.Function.FunctionUrl;
using Ingest.Function.Problems;

namespace Ingest.Function.Authentication;

/// <summary>One way of telling who may post, chosen by AUTH.</summary>
internal interface IAuthenticator
{
    /// <summary>WWW-Authenticate of a 401.</summary>
    string? Challenge { get; }

    /// <summary>Judges a request by its headers and its body as it was sent, before anything is decoded.</summary>
    /// <param name="request">Its body may be taken out of base64, in which the platform carries it.</param>
    /// <param name="now">The platform's clock, in milliseconds since 1970.</param>
    Verdict Judge(FunctionUrlRequest request, long now);
}

/// <summary>Whether a request may go on, and whose it is.</summary>
/// <param name="Caller">Whose it is, if it may.</param>
/// <param name="Refusal">Why it may not; null if it may.</param>
/// <param name="Detail">The refusal's, this time; holds nothing secret.</param>
internal readonly record struct Verdict(Caller Caller, Problem? Refusal = null, string Detail = "")
{
    /// <summary>No credential, or none that is valid.</summary>
    public static Verdict Unauthenticated(string detail) => new(default, Problem.Unauthenticated, detail);
}

/// <summary>Who posts.</summary>
/// <param name="Name">For the log, one of those configured; null if only the request says.</param>
/// <param name="Devices">What the ids of the caller's devices begin with; null or empty for any device.</param>
internal readonly record struct Caller(string? Name, byte[]? Devices = null);
