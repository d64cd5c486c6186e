namespace Ingest.LocalCloud.Services;

/// <summary>One request as an operation sees it: the body in, the response out, and what faults do to it.</summary>
internal readonly record struct ApiCall(ReadOnlyMemory<byte> Body, ReplyBuffer Reply, OperationCounter Counter, ICallFaults? Faults);

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
