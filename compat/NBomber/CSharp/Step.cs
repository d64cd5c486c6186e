using NBomber.Contracts;
using NBomber.Engine;

namespace NBomber.CSharp;

/// <summary>A part of an iteration that is measured by itself. Documented at nbomber.com/docs/nbomber/scenario/step.</summary>
public static class Step
{
    public static async Task<Response<T>> Run<T>(string name, IScenarioContext context, Func<Task<Response<T>>> run)
    {
        var instance = (ScenarioInstance)context;
        var started = instance.GetScenarioTimerTime();
        Response<T> response;
        try
        {
            response = await run().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whatever the user's step throws is that step's failure, not the engine's.
            response = Response.Of<T>(exception);
            if (exception is not OperationCanceledException)
                context.Logger.Error(exception, "Unhandled exception for Scenario: {0}, Step: {1}", context.ScenarioInfo.ScenarioName, name);
        }
        instance.EndStep(name, response, instance.GetScenarioTimerTime() - started);
        return response;
    }
}
