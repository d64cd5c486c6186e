namespace Ingest.LocalCloud.Lambda;

internal static class FunctionArn
{
    /// <summary>The account of everything local, the one other local clouds use too.</summary>
    public const string Account = "000000000000";

    public static string LogGroup(FunctionOptions options) => options.LogGroup ?? $"/aws/lambda/{options.FunctionName}";

    public static string Of(FunctionOptions options) => $"arn:aws:lambda:{options.Region}:{Account}:function:{options.FunctionName}{(options.Qualifier is { } qualifier ? $":{qualifier}" : "")}";
}
