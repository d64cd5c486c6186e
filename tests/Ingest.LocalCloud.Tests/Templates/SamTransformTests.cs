using Ingest.LocalCloud.Templates;

namespace Ingest.LocalCloud.Tests.Templates;

/// <summary>What the transform makes of a function. Source: serverless-application-model, samtranslator/model/sam_resources.py.</summary>
public sealed class SamTransformTests
{
    [Fact]
    public void AFunctionWithoutARoleGetsOneThatWritesLogs()
    {
        var stack = Yaml.Deploy(Yaml.Function);

        Types(stack).ShouldBe(["FRole AWS::IAM::Role", "F AWS::Lambda::Function", "FUrl AWS::Lambda::Url", "FUrlPublicPermissions AWS::Lambda::Permission", "FURLInvokeAllowPublicAccess AWS::Lambda::Permission"]);
        stack.Function!.Role.Statements.SelectMany(statement => statement.Actions).ShouldBe(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]);
    }

    [Fact]
    public void ALiteralNoneGetsBothPermissionsAndAParameterOfThatValueNone()
    {
        var literal = Yaml.Deploy(Yaml.Function);
        var parameter = Yaml.Deploy("Parameters: { Auth: { Type: String, Default: NONE } }\n" + Yaml.Function.Replace("AuthType: NONE", "AuthType: !Ref Auth", StringComparison.Ordinal));

        literal.Permissions.Select(p => p.Statement.Actions.Single()).ShouldBe(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"]);
        literal.Permissions.ShouldAllBe(p => p.Target == literal.Function!.Arn && p.Statement.Principal == "*");
        parameter.Url!.IsPublic.ShouldBeTrue();
        parameter.Permissions.ShouldBeEmpty();
    }

    [Fact]
    public void WithAnAliasUrlAndPermissionsAreTheAliases()
    {
        var stack = Yaml.Deploy(Yaml.Function.Replace("    Handler", "    AutoPublishAlias: live-1\n      Handler", StringComparison.Ordinal));

        Types(stack).ShouldContain("FVersion AWS::Lambda::Version");
        Types(stack).ShouldContain("FAliasliveD1 AWS::Lambda::Alias");
        stack.Url!.Target.ShouldBe(stack.Function!.Arn + ":live-1");
        stack.Permissions.ShouldAllBe(p => p.Target == stack.Url.Target);
    }

    [Fact]
    public void WhatAFunctionDependsOnItsPartsDependOnAndItsConditionIsTheirs()
    {
        var yaml = "Parameters: { On: { Type: String, Default: 'no' } }\nConditions: { IsOn: !Equals [!Ref On, 'yes'] }\n"
            + Yaml.Function.Replace("    Properties", "    Condition: IsOn\n    Properties", StringComparison.Ordinal) + "  L: { Type: AWS::Logs::LogGroup }\n";

        Types(Yaml.Deploy(yaml)).ShouldBe(["L AWS::Logs::LogGroup"]);
        Types(Yaml.Deploy(yaml, ("On", "yes"))).Count().ShouldBe(6);
    }

    [Theory]
    [InlineData("NONE", "kinesis,dynamodb", "unlimited")]
    [InlineData("NONE", "kinesis,dynamodb", "5")]
    [InlineData("NONE", "kinesis", "unlimited")]
    [InlineData("NONE", "kinesis", "5")]
    [InlineData("NONE", "dynamodb", "unlimited")]
    [InlineData("NONE", "dynamodb", "5")]
    [InlineData("AWS_IAM", "kinesis,dynamodb", "unlimited")]
    [InlineData("AWS_IAM", "kinesis,dynamodb", "5")]
    [InlineData("AWS_IAM", "kinesis", "unlimited")]
    [InlineData("AWS_IAM", "kinesis", "5")]
    [InlineData("AWS_IAM", "dynamodb", "unlimited")]
    [InlineData("AWS_IAM", "dynamodb", "5")]
    public void TheProductsTemplateBecomesWhatTheTransformMakesOfIt(string auth, string sinks, string concurrency)
    {
        var source = new StackSource { Template = CheckedOutFiles.PathOf("template.yaml"), Parameters = new Dictionary<string, string> { ["UrlAuth"] = auth, ["Sinks"] = sinks, ["MaxConcurrency"] = concurrency } };

        var stack = source.Deploy("eu-west-1");

        // AuthType is a parameter: the two permissions are the template's own, and no others are made.
        List<string> expected = ["FunctionRole AWS::IAM::Role", "FunctionLog AWS::Logs::LogGroup", "IngestFunction AWS::Lambda::Function", "IngestFunctionUrl AWS::Lambda::Url",
            "IngestFunctionVersion AWS::Lambda::Version", "IngestFunctionAliaslive AWS::Lambda::Alias", "ServerlessDeploymentApplication AWS::CodeDeploy::Application",
            "CodeDeployServiceRole AWS::IAM::Role", "IngestFunctionDeploymentGroup AWS::CodeDeploy::DeploymentGroup", "Dashboard AWS::CloudWatch::Dashboard",
            .. Alarms("NotStored", "Rejected", "Url5xx", "Latency", "Throttle", "FunctionError")];
        if (auth == "AWS_IAM") expected.Add("ProducerPolicy AWS::IAM::ManagedPolicy");
        if (auth == "NONE") expected.AddRange(["PublicUrlPermission AWS::Lambda::Permission", "PublicInvokePermission AWS::Lambda::Permission"]);
        if (sinks.Contains("kinesis", StringComparison.Ordinal)) expected.AddRange(["EventStream AWS::Kinesis::Stream", .. Alarms("StreamThrottled", "StreamFailed")]);
        if (sinks.Contains("dynamodb", StringComparison.Ordinal)) expected.AddRange(["EventTable AWS::DynamoDB::Table", .. Alarms("TableHotKey", "TableQuota", "TableMaximum", "TableCapacity")]);
        Types(stack).ShouldBe(expected, ignoreOrder: true);
        stack.Function!.Reserved.ShouldBe(concurrency == "unlimited" ? null : 5);
        stack.Url!.ShouldBe(new(stack.Function.Arn + ":live", auth == "NONE", Streams: false, Cors: null));
    }

    [Fact]
    public void WhatTheTransformMadeIsReferredToAsItsGuideSays()
    {
        var yaml = Yaml.Function.Replace("    Handler", "    AutoPublishAlias: live\n      Handler", StringComparison.Ordinal) + "Outputs: { V: { Value: !Ref F.Alias } }\n";

        var stack = Yaml.Deploy(yaml);

        stack.Outputs.Single().Value.ShouldBe(stack.Function!.Arn + ":live");
    }

    [Fact]
    public void ADeploymentNamesAlarmsOfTheStack()
    {
        var yaml = Yaml.Function.Replace("    Handler", "    AutoPublishAlias: live\n      DeploymentPreference: { Type: AllAtOnce, Alarms: [ALARM] }\n      Handler", StringComparison.Ordinal)
            + "  A: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: n, MetricName: m, Statistic: Sum, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold } }\n";

        Types(Yaml.Deploy(yaml.Replace("ALARM", "!Ref A", StringComparison.Ordinal))).ShouldContain("FDeploymentGroup AWS::CodeDeploy::DeploymentGroup");
        Yaml.Refusal(() => Yaml.Deploy(yaml.Replace("ALARM", "other", StringComparison.Ordinal))).ShouldEndWith("FDeploymentGroup: there is no alarm other in this stack.");
        Yaml.Refusal(() => Yaml.Deploy(yaml.Replace("Type: AllAtOnce, Alarms: [ALARM]", "Type: Slowly", StringComparison.Ordinal))).ShouldContain("not 'CodeDeployDefault.LambdaSlowly'.");
        Yaml.Refusal(() => Yaml.Deploy(yaml.Replace("AutoPublishAlias: live\n      ", "", StringComparison.Ordinal))).ShouldEndWith("F: DeploymentPreference needs an AutoPublishAlias.");
    }

    private static IEnumerable<string> Alarms(params string[] names) => names.Select(name => $"{name}Alarm AWS::CloudWatch::Alarm");

    private static IEnumerable<string> Types(Stack stack) => stack.Resources.Select(resource => $"{resource.Id} {resource.Type}");
}
