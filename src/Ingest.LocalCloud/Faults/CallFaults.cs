using System.Net.Sockets;
using Ingest.LocalCloud.Services;
using Ingest.LocalCloud.Signatures;
using Microsoft.AspNetCore.Connections.Features;

namespace Ingest.LocalCloud.Faults;

/// <summary>Does to one AWS call what its plan says, around the write.</summary>
internal sealed class CallFaults(FaultPlan plan, Operation operation, FaultRegistry registry, TimeProvider time) : ICallFaults
{
    public AwsException? Error => plan.Error is { } fault ? FaultErrors.Of(fault, operation.Service.Faults!.InternalError, time.GetUtcNow()) : null;

    public bool SkipsCall => plan.Malformed is { IsStored: false };

    public bool BreaksChecksum => plan.Malformed is { Variant: Malformation.WrongChecksum };

    public int ResultCountChange => plan.ResultCountChange;

    public string? FailRecord(int index, string resource, int shard = -1) => plan.FailRecord(index, resource, shard);

    public async ValueTask<bool> BeforeAsync(HttpContext context)
    {
        try
        {
            if (plan.Delay > TimeSpan.Zero) await Task.Delay(plan.Delay, time, context.RequestAborted);
            if (plan.Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller abandoned the call, as callers of something that hangs do.
            operation.Counter.Error();
            return false;
        }
        return !Ends(context, plan.KillsBefore, plan.ResetsBefore);
    }

    public bool After(HttpContext context, in ApiCall call)
    {
        if (plan.Malformed is { } malformed && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            operation.Counter.Error();
            malformed.Write(call.Reply, operation, call.Body.Span);
        }
        return !Ends(context, plan.KillsAfter, plan.ResetsAfter);
    }

    public async ValueTask<ReadOnlyMemory<byte>> SendAheadAsync(HttpContext context, ReadOnlyMemory<byte> body) =>
        plan.Stray is { } stray ? await StrayResponse.SendAsync(context, body, stray.StrayKind, plan.StrayGap, time) : body;

    /// <summary>Ends the connection without a response, with a TCP reset if the transport is a socket.</summary>
    public static void Reset(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>() is { } feature) feature.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        context.Abort();
    }

    private bool Ends(HttpContext context, bool kills, bool resets)
    {
        if (kills && Signature.AccessKeyOf(context.Request) is { } caller) registry.KillEnvironment(caller);
        if (!kills && !resets) return false;
        operation.Counter.Error();
        Reset(context);
        return true;
    }
}
