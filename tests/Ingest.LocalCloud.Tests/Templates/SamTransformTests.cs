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
    [InlineData("NONE", "kinesis,dynamodb", "0")]
    [InlineData("NONE", "kinesis,dynamodb", "5")]
    [InlineData("NONE", "kinesis", "0")]
    [InlineData("NONE", "kinesis", "5")]
    [InlineData("NONE", "dynamodb", "0")]
    [InlineData("NONE", "dynamodb", "5")]
    [InlineData("AWS_IAM", "kinesis,dynamodb", "0")]
    [InlineData("AWS_IAM", "kinesis,dynamodb", "5")]
    [InlineData("AWS_IAM", "kinesis", "0")]
    [InlineData("AWS_IAM", "kinesis", "5")]
    [InlineData("AWS_IAM", "dynamodb", "0")]
    [InlineData("AWS_IAM", "dynamodb", "5")]
    public void TheProductsTemplateBecomesWhatTheTransformMakesOfIt(string auth, string sinks, string concurrency)
    {
        var source = new StackSource { Template = CheckedOutFiles.PathOf("template.yaml"), Parameters = new Dictionary<string, string> { ["UrlAuth"] = auth, ["Sinks"] = sinks, ["MaxConcurrency"] = concurrency } };

        var stack = source.Deploy("eu-west-1");

        // AuthType is a parameter: the two permissions are the template's own, and no others are made.
        List<string> expected = ["FunctionRole AWS::IAM::Role", "FunctionLog AWS::Logs::LogGroup", "IngestFunction AWS::Lambda::Function", "IngestFunctionUrl AWS::Lambda::Url",
            "Url5xxAlarm AWS::CloudWatch::Alarm", "UrlLatencyAlarm AWS::CloudWatch::Alarm", "ThrottleAlarm AWS::CloudWatch::Alarm", "FunctionErrorAlarm AWS::CloudWatch::Alarm", "Dashboard AWS::CloudWatch::Dashboard"];
        if (auth == "NONE") expected.AddRange(["PublicUrlPermission AWS::Lambda::Permission", "PublicInvokePermission AWS::Lambda::Permission"]);
        if (sinks.Contains("kinesis", StringComparison.Ordinal)) expected.Add("EventStream AWS::Kinesis::Stream");
        if (sinks.Contains("dynamodb", StringComparison.Ordinal)) expected.Add("EventTable AWS::DynamoDB::Table");
        Types(stack).ShouldBe(expected, ignoreOrder: true);
        stack.Function!.Reserved.ShouldBe(concurrency == "0" ? null : 5);
        stack.Url!.ShouldBe(new(stack.Function.Arn, auth == "NONE", Streams: false, Cors: null));
    }

    private static IEnumerable<string> Types(Stack stack) => stack.Resources.Select(resource => $"{resource.Id} {resource.Type}");
}
