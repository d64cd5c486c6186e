using System.Net.Sockets;
using Ingest.LocalCloud.Services;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Ingest.LocalCloud.Faults;

/// <summary>Does to one AWS call what its plan says, around the write.</summary>
internal sealed class FaultInjection(FaultRegistry registry, TimeProvider time)
{
    /// <returns>False where the call ends here, nothing stored.</returns>
    public async ValueTask<bool> BeforeAsync(HttpContext context, Operation operation, FaultPlan plan)
    {
        try
        {
            if (plan.Delay > TimeSpan.Zero) await Task.Delay(plan.Delay, time, context.RequestAborted);
            if (plan.Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller gave up, as callers of something that hangs do.
            operation.Counter.Error();
            return false;
        }
        if (plan.KillsBefore) Kill(context);
        if (!plan.KillsBefore && !plan.ResetsBefore) return true;
        operation.Counter.Error();
        Reset(context);
        return false;
    }

    /// <returns>False where the answer is not sent.</returns>
    public bool After(HttpContext context, Operation operation, FaultPlan plan, in ApiCall call)
    {
        if (plan.Malformed is { } malformed && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            operation.Counter.Error();
            malformed.Write(call.Reply, operation, call.Body.Span);
        }
        if (plan.KillsAfter) Kill(context);
        if (!plan.KillsAfter && !plan.ResetsAfter) return true;
        operation.Counter.Error();
        Reset(context);
        return false;
    }

    /// <summary>Ends the connection without an answer, with a TCP reset where the transport is a socket.</summary>
    public static void Reset(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>() is { } feature) feature.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        context.Abort();
    }

    private void Kill(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var start = header.IndexOf("Credential=", StringComparison.Ordinal) + "Credential=".Length;
        var end = header.IndexOf('/', start);
        if (end > start) registry.KillEnvironment(header[start..end]);
    }
}
