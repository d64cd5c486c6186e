using System.Collections.Concurrent;
using Ingest.LocalCloud.Iam;
using Ingest.LocalCloud.Lambda;

namespace Ingest.LocalCloud.FunctionUrl;

/// <summary>
/// Whether a caller may call the URL. Both lambda:InvokeFunctionUrl and, since October 2025, lambda:InvokeFunction must be allowed:
/// by the caller's own policies or by the resource-based policy of what the URL invokes (Lambda developer guide, urls-auth).
/// </summary>
internal sealed class UrlAuthorization
{
    private static readonly string[] Actions = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];

    private readonly UrlOptions _options;
    private readonly string _resource;
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly bool _anyone;

    public UrlAuthorization(UrlOptions options)
    {
        _options = options;
        _resource = FunctionArn.Of(options);
        _anyone = options.ResourcePolicy is null || IsAllowed(null);
    }

    /// <param name="accessKeyId">Of a signature that was verified; null: nobody signed.</param>
    public bool Allows(string? accessKeyId) => accessKeyId is null ? _anyone
        : _options.ResourcePolicy is null || _known.GetOrAdd(accessKeyId, key => IsAllowed(PrincipalOf(key)));

    /// <summary>The secret of a key that may sign requests to the URL; null: the key is unknown.</summary>
    public string? SecretOf(string accessKeyId) =>
        accessKeyId == _options.AccessKeyId || accessKeyId.StartsWith(EnvironmentHost.AccessKeyPrefix, StringComparison.Ordinal) ? _options.SecretAccessKey
            : _options.Callers.FirstOrDefault(caller => caller.AccessKeyId == accessKeyId)?.SecretAccessKey;

    private Principal PrincipalOf(string accessKeyId) =>
        _options.Callers.FirstOrDefault(caller => caller.AccessKeyId == accessKeyId)?.Principal
        ?? (accessKeyId == _options.AccessKeyId ? null : _options.Role)
        ?? new Principal($"arn:aws:iam::{FunctionArn.Account}:user/local", null);

    private bool IsAllowed(Principal? caller) => Actions.All(action =>
    {
        var context = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["lambda:FunctionUrlAuthType"] = _options.AuthType == FunctionUrlAuthType.None ? "NONE" : "AWS_IAM",
            ["lambda:InvokedViaFunctionUrl"] = "true",
            ["lambda:FunctionArn"] = _resource,
            ["aws:RequestedRegion"] = _options.Region,
        };
        if (caller is not null) (context["aws:PrincipalArn"], context["aws:PrincipalAccount"]) = (caller.Arn, FunctionArn.Account);
        var request = new AccessRequest(action, _resource, context);
        var ofResource = AccessDecisions.Of(_options.ResourcePolicy!.Where(statement => Names(statement.Principal!, caller)), request);
        var ofCaller = caller?.Decide(request) ?? AccessDecision.NotAllowed;
        // In one account either is enough, and a deny of either forbids.
        return ofResource != AccessDecision.Denied && ofCaller != AccessDecision.Denied && (ofResource == AccessDecision.Allowed || ofCaller == AccessDecision.Allowed);
    });

    private static bool Names(string principal, Principal? caller) =>
        principal == "*" || (caller is not null && (principal == caller.Arn || principal == $"arn:aws:iam::{FunctionArn.Account}:root"));
}
