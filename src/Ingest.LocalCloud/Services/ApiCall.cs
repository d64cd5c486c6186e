using Ingest.LocalCloud.Iam;

namespace Ingest.LocalCloud.Services;

/// <summary>One request as an operation sees it: the body in, the response out, and what faults do to it.</summary>
/// <param name="Caller">Who signed it; null: it may do everything.</param>
internal readonly record struct ApiCall(ReadOnlyMemory<byte> Body, ReplyBuffer Reply, OperationCounter Counter, ICallFaults? Faults, Principal? Caller = null)
{
    /// <summary>Lets the call go on if the caller's policies allow the action on the resource.</summary>
    /// <exception cref="AwsException">AccessDeniedException.</exception>
    public void Authorize(string action, string resource)
    {
        if (Caller is null) return;
        var request = new AccessRequest(action, resource);
        var decision = Caller.Decide(request);
        if (decision != AccessDecision.Allowed) throw new AwsException("AccessDeniedException", Caller.Denial(request, decision));
    }
}

/// <summary>An operation that reads the body token by token.</summary>
internal delegate void OperationHandler(in ApiCall call);

/// <summary>An operation that reads the body's members by name.</summary>
internal delegate void FieldsHandler(in ApiCall call, Fields fields);

/// <summary>One row of the routing table.</summary>
/// <param name="Writes">Whether it stores anything: faults strike such calls unless told otherwise.</param>
internal sealed record Operation(IAwsService Service, string Name, OperationHandler Handle, bool Writes)
{
    /// <summary>As X-Amz-Target names it.</summary>
    public string Target => Service.TargetPrefix + Name;

    public OperationCounter Counter { get; } = new();
}
