namespace Ingest.LocalCloud.Templates.Resources;

/// <summary>A function's URL as the template describes it.</summary>
/// <param name="Target">The ARN that it invokes: the function's, or with <c>:alias</c> an alias's.</param>
/// <param name="IsPublic">AuthType NONE.</param>
/// <param name="Streams">InvokeMode RESPONSE_STREAM.</param>
internal sealed record UrlDefinition(string Target, bool IsPublic, bool Streams, CorsDefinition? Cors);

/// <summary>The Cors property, as Lambda's API has it.</summary>
internal sealed record CorsDefinition(
    IReadOnlyList<string> AllowOrigins, IReadOnlyList<string> AllowMethods, IReadOnlyList<string> AllowHeaders, IReadOnlyList<string> ExposeHeaders, bool AllowCredentials, int MaxAge);

internal sealed class UrlType : IResourceType
{
    public string Name => "AWS::Lambda::Url";

    public StackResource Make(Stack stack, string id, ResourceProperties properties)
    {
        if (stack.Url is not null) throw new TemplateException(properties.At, $"{id} is a second URL; one is served here.");
        var target = FunctionTarget.Of(stack, properties.Get("TargetFunctionArn"), properties.String("Qualifier"));
        properties.Get("AuthType");
        var auth = properties.OneOf("AuthType", "", "AWS_IAM", "NONE");
        var mode = properties.OneOf("InvokeMode", "BUFFERED", "BUFFERED", "RESPONSE_STREAM");
        stack.Url = new UrlDefinition(target, auth == "NONE", mode == "RESPONSE_STREAM", Cors(properties));
        var address = stack.Settings.FunctionUrl?.ToString() ?? $"https://{id.ToUpperInvariant()}.lambda-url.{stack.Settings.Region}.on.aws/";
        var says = $"{auth}, {mode}{(stack.Url.Cors is { } cors ? $", pages of {string.Join(", ", cors.AllowOrigins)}" : "")}";
        return new StackResource(id, Name, target, says, new Dictionary<string, string> { ["FunctionArn"] = target, ["FunctionUrl"] = address });
    }

    private static CorsDefinition? Cors(ResourceProperties properties)
    {
        if (properties.Map("Cors") is not { } cors) return null;
        var definition = new CorsDefinition(
            cors.Strings("AllowOrigins"), cors.Strings("AllowMethods"), cors.Strings("AllowHeaders"), cors.Strings("ExposeHeaders"),
            cors.Boolean("AllowCredentials") ?? false, cors.Integer("MaxAge", 0, 86400) ?? 0);
        cors.Finish();
        return definition;
    }
}
