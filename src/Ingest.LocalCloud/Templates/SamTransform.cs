namespace Ingest.LocalCloud.Templates;

/// <summary>
/// Writes AWS::Serverless::Function out in plain resources as the transform does (serverless-application-model,
/// samtranslator/model/sam_resources.py): before any function is evaluated, so that a permission which the transform adds
/// for a literal <c>AuthType: NONE</c> is not added for a parameter of that value.
/// </summary>
internal static class SamTransform
{
    private const string ServerlessFunction = "AWS::Serverless::Function";

    // Its properties that are the function's own, under the names that the function knows.
    private static readonly Dictionary<string, string> PassedThrough = new(StringComparer.Ordinal)
    {
        ["FunctionName"] = "FunctionName",
        ["Handler"] = "Handler",
        ["Runtime"] = "Runtime",
        ["CodeUri"] = "Code",
        ["Description"] = "Description",
        ["MemorySize"] = "MemorySize",
        ["Timeout"] = "Timeout",
        ["Environment"] = "Environment",
        ["Architectures"] = "Architectures",
        ["ReservedConcurrentExecutions"] = "ReservedConcurrentExecutions",
        ["Role"] = "Role",
        ["LoggingConfig"] = "LoggingConfig",
        ["Tags"] = "Tags",
        ["EphemeralStorage"] = "EphemeralStorage",
        ["PackageType"] = "PackageType",
        ["VpcConfig"] = "VpcConfig",
    };

    private static readonly HashSet<string> OfTheTransform = ["FunctionUrlConfig", "AutoPublishAlias", "DeploymentPreference", "ProvisionedConcurrencyConfig", "Policies", "AssumeRolePolicyDocument", "Tracing"];

    public static IReadOnlyDictionary<string, TemplateResource> Expand(Template template, TemplateParameters parameters)
    {
        var resources = new Dictionary<string, TemplateResource>(StringComparer.Ordinal);
        foreach (var resource in template.Resources.Values)
        {
            if (resource.Type != ServerlessFunction) resources.Add(resource.Name, resource);
            else foreach (var made in Function(resource, parameters)) resources.Add(made.Name, made);
        }
        return resources;
    }

    /// <summary>
    /// The resource that <c>Function.Alias</c> and <c>Function.Version</c> mean (SAM developer guide, "Referencing AWS SAM generated
    /// resources"); any other name is itself.
    /// </summary>
    public static string Generated(string name, IReadOnlyDictionary<string, TemplateResource> resources) =>
        name.Split('.') is [var function, var part] && (part is "Alias" or "Version")
            ? resources.Values.FirstOrDefault(made => made.Type == $"AWS::Lambda::{part}" && made.Name.StartsWith(function + part, StringComparison.Ordinal))?.Name ?? name
            : name;

    private static IEnumerable<TemplateResource> Function(TemplateResource sam, TemplateParameters parameters)
    {
        var properties = new Dictionary<string, TemplateNode>(StringComparer.Ordinal);
        foreach (var (name, node) in sam.Properties.Members)
        {
            if (PassedThrough.TryGetValue(name, out var own)) properties.Add(own, node);
            else if (!OfTheTransform.Contains(name)) throw new TemplateException(node.At, $"{sam.Name}: the property {name} of {ServerlessFunction} is not understood here.");
        }
        if (!properties.ContainsKey("Role"))
        {
            // "arn:…:role/<Function>Role" with the basic policy and those that the function asks for.
            var role = sam.Name + "Role";
            properties.Add("Role", GetAtt(role, "Arn", sam.At));
            yield return Resource(sam, role, "AWS::IAM::Role", RoleOf(sam));
        }
        if (sam.Properties.Find("Tracing") is { } tracing) properties.Add("TracingConfig", Map(tracing.At, ("Mode", tracing)));
        yield return Resource(sam, sam.Name, "AWS::Lambda::Function", new TemplateMap(properties, sam.Properties.At));

        var alias = sam.Properties.Find("AutoPublishAlias") is { } named ? AliasName(named, parameters) : null;
        var target = Ref(sam.Name, sam.At);
        if (alias is not null)
        {
            var version = sam.Name + "Version";
            yield return Resource(sam, version, "AWS::Lambda::Version", Map(sam.At, ("FunctionName", Ref(sam.Name, sam.At))));
            // "logical IDs are alphanumeric": - becomes D and _ becomes U.
            var aliasId = $"{sam.Name}Alias{alias.Replace('-', 'D').Replace('_', 'U')}";
            var ofAlias = Map(sam.At,
                ("Name", new TemplateScalar(alias, sam.At)), ("FunctionName", Ref(sam.Name, sam.At)), ("FunctionVersion", GetAtt(version, "Version", sam.At)),
                ("ProvisionedConcurrencyConfig", sam.Properties.Find("ProvisionedConcurrencyConfig") ?? Ref("AWS::NoValue", sam.At)));
            yield return Resource(sam, aliasId, "AWS::Lambda::Alias", ofAlias);
            target = Ref(aliasId, sam.At);
        }
        foreach (var name in (string[])["DeploymentPreference", "ProvisionedConcurrencyConfig"])
        {
            if (alias is null && sam.Properties.Find(name) is { } needy) throw new TemplateException(needy.At, $"{sam.Name}: {name} needs an AutoPublishAlias.");
        }
        if (sam.Properties.Find("DeploymentPreference") is { } deployment)
        {
            foreach (var made in Deployment(sam, deployment.AsMap("DeploymentPreference"))) yield return made;
        }
        if (sam.Properties.Find("FunctionUrlConfig") is { } url)
        {
            foreach (var made in Url(sam, url.AsMap("FunctionUrlConfig"), target)) yield return made;
        }
    }

    private static IEnumerable<TemplateResource> Url(TemplateResource sam, TemplateMap config, TemplateNode target)
    {
        var properties = new Dictionary<string, TemplateNode>(config.Members, StringComparer.Ordinal) { ["TargetFunctionArn"] = target };
        yield return Resource(sam, sam.Name + "Url", "AWS::Lambda::Url", new TemplateMap(properties, config.At));
        if (config.Find("AuthType") is not TemplateScalar { Value: "NONE" } literal) yield break;
        var anyone = new TemplateScalar("*", literal.At);
        yield return Resource(sam, sam.Name + "UrlPublicPermissions", "AWS::Lambda::Permission", Map(literal.At,
            ("Action", new TemplateScalar("lambda:InvokeFunctionUrl", literal.At)), ("FunctionName", target), ("Principal", anyone), ("FunctionUrlAuthType", literal)));
        yield return Resource(sam, sam.Name + "URLInvokeAllowPublicAccess", "AWS::Lambda::Permission", Map(literal.At,
            ("Action", new TemplateScalar("lambda:InvokeFunction", literal.At)), ("FunctionName", target), ("Principal", anyone), ("InvokedViaFunctionUrl", new TemplateScalar("true", literal.At))));
    }

    private static IEnumerable<TemplateResource> Deployment(TemplateResource sam, TemplateMap preference)
    {
        foreach (var (name, node) in preference.Members)
        {
            if (name is not ("Type" or "Alarms")) throw new TemplateException(node.At, $"{sam.Name}: {name} of a DeploymentPreference is not understood here.");
        }
        var at = preference.At;
        const string Application = "ServerlessDeploymentApplication", Role = "CodeDeployServiceRole";
        var trust = Map(at, ("Version", new TemplateScalar("2012-10-17", at)), ("Statement", new TemplateList([Map(at,
            ("Action", new TemplateList([new TemplateScalar("sts:AssumeRole", at)], at)), ("Effect", new TemplateScalar("Allow", at)),
            ("Principal", Map(at, ("Service", new TemplateList([new TemplateScalar("codedeploy.amazonaws.com", at)], at)))))], at)));
        yield return Resource(sam, Application, "AWS::CodeDeploy::Application", Map(at, ("ComputePlatform", new TemplateScalar("Lambda", at))));
        yield return Resource(sam, Role, "AWS::IAM::Role", Map(at,
            ("AssumeRolePolicyDocument", trust), ("ManagedPolicyArns", new TemplateList([new TemplateScalar("arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda", at)], at))));
        // "AlarmConfiguration: {Enabled: true, Alarms: [{Name: …}]}"; the type is the name of a configuration of CodeDeploy's.
        var alarms = (preference.Find("Alarms")?.AsList("Alarms").Items ?? []).Select(TemplateNode (alarm) => Map(alarm.At, ("Name", alarm)));
        yield return Resource(sam, sam.Name + "DeploymentGroup", "AWS::CodeDeploy::DeploymentGroup", Map(at,
            ("ApplicationName", Ref(Application, at)), ("ServiceRoleArn", GetAtt(Role, "Arn", at)),
            ("DeploymentConfigName", new TemplateFunction("Sub", new TemplateList([
                new TemplateScalar("CodeDeployDefault.Lambda${Type}", at), Map(at, ("Type", preference.Get("Type", "DeploymentPreference")))], at), at)),
            ("AlarmConfiguration", Map(at, ("Enabled", new TemplateScalar("true", at)), ("Alarms", new TemplateList([.. alarms], at))))));
    }

    private static TemplateMap RoleOf(TemplateResource sam)
    {
        var at = sam.At;
        var trust = sam.Properties.Find("AssumeRolePolicyDocument") ?? Map(at, ("Version", new TemplateScalar("2012-10-17", at)), ("Statement", new TemplateList([Map(at,
            ("Action", new TemplateList([new TemplateScalar("sts:AssumeRole", at)], at)), ("Effect", new TemplateScalar("Allow", at)),
            ("Principal", Map(at, ("Service", new TemplateList([new TemplateScalar("lambda.amazonaws.com", at)], at)))))], at)));
        var managed = new List<TemplateNode> { new TemplateScalar("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", at) };
        var inline = new List<TemplateNode>();
        foreach (var policy in sam.Properties.Find("Policies") switch { null => [], TemplateList list => list.Items, { } one => [one] })
        {
            // A name or an ARN is a managed policy, a document an inline one; SAM's policy templates are not known here.
            if (policy is not TemplateMap map) managed.Add(policy);
            else if (map.Find("Statement") is null) throw new TemplateException(policy.At, "SAM's policy templates are not written out here: write the statements.");
            else inline.Add(Map(policy.At, ("PolicyName", new TemplateScalar($"{sam.Name}RolePolicy{inline.Count}", policy.At)), ("PolicyDocument", policy)));
        }
        return Map(at, ("AssumeRolePolicyDocument", trust), ("ManagedPolicyArns", new TemplateList(managed, at)), ("Policies", new TemplateList(inline, at)));
    }

    // The transform resolves parameters in it, and no other function.
    private static string AliasName(TemplateNode node, TemplateParameters parameters) => node switch
    {
        TemplateScalar literal => literal.Value,
        TemplateFunction { Name: "Ref", Argument: TemplateScalar name } when parameters.Values.GetValueOrDefault(name.Value) is TemplateScalar value => value.Value,
        _ => throw new TemplateException(node.At, "AutoPublishAlias takes a string."),
    };

    /// <summary>Condition and DependsOn of the function hold for all that is made of it.</summary>
    private static TemplateResource Resource(TemplateResource sam, string name, string type, TemplateMap properties) =>
        sam with { Name = name, Type = type, Properties = properties };

    private static TemplateFunction Ref(string name, Place at) => new("Ref", new TemplateScalar(name, at), at);

    private static TemplateFunction GetAtt(string name, string attribute, Place at) => new("GetAtt", new TemplateScalar($"{name}.{attribute}", at), at);

    private static TemplateMap Map(Place at, params ReadOnlySpan<(string Name, TemplateNode Value)> members)
    {
        var map = new Dictionary<string, TemplateNode>(StringComparer.Ordinal);
        foreach (var (name, value) in members) map.Add(name, value);
        return new TemplateMap(map, at);
    }
}
