using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Faults;

/// <summary>One kind of fault of one target: its name in the API and on the command line, what it does, its parameters beside <see cref="Common"/>.</summary>
internal sealed record FaultKind(string Target, string Name, string Does, params string[] Parameters)
{
    /// <summary>Parameters of every kind: which calls it strikes, how often, how long.</summary>
    public static readonly string[] Common = ["share", "every", "first", "count", "seconds", "operation"];

    /// <summary>All there are.</summary>
    public static readonly IReadOnlyList<FaultKind> All =
    [
        .. AwsServices.All.SelectMany(OfService),
        new(FaultTarget.Lambda, "kill", "kills the environment (SIGKILL) ms after it got the invocation", "ms"),
        new(FaultTarget.Lambda, "delay", "delays the invocation", "ms", "distribution", "maxMs", "sigma"),
        new(FaultTarget.Url, "throttle", "answers 429 as the platform does"),
        new(FaultTarget.Url, "error", "answers with status (default 502) as the platform does", "status"),
        new(FaultTarget.Url, "delay", "delays the request", "ms", "distribution", "maxMs", "sigma"),
        new(FaultTarget.Url, "reset", "resets the connection without a response"),
    ];

    private static IEnumerable<FaultKind> OfService(IAwsService service) => service.Faults is not { } faults ? [] :
    [
        .. faults.Kinds.Select(kind => new FaultKind(service.SigningName, kind.Name, kind.Does, kind.Parameters)),
        .. OfAnyService(service.SigningName),
    ];

    private static FaultKind[] OfAnyService(string target) =>
    [
        new(target, "error", "fails the whole call with code and status", "code", "status"),
        new(target, "reset-before", "resets the connection, nothing stored"),
        new(target, "reset-after", "stores, then resets the connection without a response"),
        new(target, "malformed", $"answers 200 with what proves nothing, the write done (stored=true) or not; variant is one of {string.Join(", ", Malformation.VariantsOf(target))}; without the two, all of them in turn", "variant", "stored"),
        new(target, "stray", "sends the response twice on its connection, or (response=408) an unasked 408 behind it and closes; ms after the first; over HTTP/1.1 alone", "response", "ms"),
        new(target, "delay", "delays the response; distribution fixed, uniform (ms to maxMs), exponential (mean ms) or lognormal (median ms, sigma)", "ms", "distribution", "maxMs", "sigma"),
        new(target, "hang", "never answers, nothing stored"),
        new(target, "kill-before", "kills the calling environment (SIGKILL), nothing stored"),
        new(target, "kill-after", "stores, then kills the calling environment (SIGKILL)"),
        new(target, "clock-skew", "answers as if the caller's clock were minutes behind (default 10)", "minutes"),
        new(target, "expired-credentials", "answers ExpiredTokenException"),
    ];
}
