using System.Globalization;
using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Lambda;

internal static class EnvironmentVariables
{
    private const string PackageFolder = "/var/task";

    /// <summary>
    /// What a function finds in its environment (Lambda developer guide, configuration-envvars), the endpoints and names
    /// of its sinks, and the user's own; nothing of this process but PATH.
    /// </summary>
    public static Dictionary<string, string> For(FunctionOptions options, string runtimeApi, string logStream, string accessKeyId, Uri awsEndpoint)
    {
        var taskRoot = Path.GetDirectoryName(Path.GetFullPath(options.FunctionPath))!;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi,
            ["AWS_LAMBDA_FUNCTION_NAME"] = options.FunctionName,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = options.MemorySize.ToString(CultureInfo.InvariantCulture),
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = FunctionArn.LogGroup(options),
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = logStream,
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = options.EnvironmentConcurrency > 1 ? "lambda-managed-instances" : "on-demand",
            ["_HANDLER"] = "bootstrap",
            ["LAMBDA_TASK_ROOT"] = taskRoot,
            ["LAMBDA_RUNTIME_DIR"] = taskRoot,
            ["AWS_REGION"] = options.Region,
            ["AWS_DEFAULT_REGION"] = options.Region,
            ["AWS_ACCESS_KEY_ID"] = accessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = options.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = "test",
        };
        foreach (var (name, value) in options.Variables ?? Named(options)) variables[name] = Here(value, taskRoot);
        foreach (var service in AwsServices.All)
        {
            if (service.EndpointVariable is { } name) variables[name] = (options.EndpointOf(service) ?? awsEndpoint).ToString().TrimEnd('/');
        }
        if (options.EnvironmentConcurrency > 1)
            variables["AWS_LAMBDA_MAX_CONCURRENCY"] = options.EnvironmentConcurrency.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in options.Environment) variables[name] = value;
        return variables;
    }

    private static Dictionary<string, string> Named(FunctionOptions options) => new() { ["STREAM_NAME"] = options.StreamName, ["TABLE_NAME"] = options.TableName };

    private static string Here(string value, string taskRoot) =>
        value == PackageFolder || value.StartsWith(PackageFolder + "/", StringComparison.Ordinal) ? taskRoot + value[PackageFolder.Length..] : value;
}
