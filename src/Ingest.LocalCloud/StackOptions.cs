using Ingest.LocalCloud.FunctionUrl;
using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud;

internal static class StackOptions
{
    /// <summary>The options with all that a stack says in them: what the template states has no option of its own.</summary>
    /// <exception cref="TemplateException">There is no function with a URL in it.</exception>
    public static LocalCloudOptions Deploying(this LocalCloudOptions options, Stack stack)
    {
        if (stack.Function is not { } function) throw new TemplateException("The template has no function: there is nothing to run.");
        if (stack.Url is not { } url) throw new TemplateException("The template's function has no URL: add a FunctionUrlConfig.");
        return options with
        {
            Stack = stack,
            FunctionName = function.Name,
            Qualifier = url.Target == function.Arn ? null : url.Target[(function.Arn.Length + 1)..],
            MemorySize = function.MemorySize,
            Timeout = function.Timeout,
            ReservedConcurrency = function.Reserved,
            LogGroup = function.LogGroup,
            Variables = function.Variables,
            Role = function.Role.SessionOf(stack.Settings.Account, function.Name),
            StreamName = stack.Streams.Select(stream => stream.Name).FirstOrDefault(""),
            TableName = stack.Tables.Select(table => table.Name).FirstOrDefault(""),
            Streams = stack.Streams,
            Tables = stack.Tables,
            AuthType = url.IsPublic ? FunctionUrlAuthType.None : FunctionUrlAuthType.AwsIam,
            // An alias has a policy of its own: what is allowed on the function does not open a URL of the alias.
            ResourcePolicy = [.. stack.Permissions.Where(permission => permission.Target == url.Target).Select(permission => permission.Statement)],
            StreamsResponses = url.Streams,
            Cors = url.Cors is not { } cors ? null : new CorsConfiguration
            {
                AllowOrigins = cors.AllowOrigins,
                AllowMethods = cors.AllowMethods,
                AllowHeaders = cors.AllowHeaders,
                ExposeHeaders = cors.ExposeHeaders,
                AllowCredentials = cors.AllowCredentials,
                MaxAge = cors.MaxAge,
            },
        };
    }
}
