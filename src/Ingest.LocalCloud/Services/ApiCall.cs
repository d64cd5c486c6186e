using Ingest.LocalCloud.Faults;

namespace Ingest.LocalCloud.Services;

/// <summary>One request as an operation sees it: the body in, the answer out, and what faults do to it.</summary>
internal readonly record struct ApiCall(ReadOnlyMemory<byte> Body, ReplyBuffer Reply, OperationCounter Counter, FaultPlan? Faults);

internal delegate void OperationHandler(in ApiCall call);

/// <summary>One row of the routing table: X-Amz-Target names it.</summary>
internal sealed record Operation(AwsService Service, string Name, OperationHandler Handle, OperationCounter Counter)
{
    public bool Writes => Name is "PutRecords" or "PutRecord" or "BatchWriteItem" or "PutItem" or "DeleteItem";
}
