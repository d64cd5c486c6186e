namespace Ingest.LocalCloud.Tests.Templates;

/// <summary>What a deployer here does not know it names, with its line; it never passes over it.</summary>
public sealed class RefusalTests
{
    private const string Role = "{ Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole } }, Policies: [{ PolicyName: p, PolicyDocument: { Statement: [STATEMENT] } }] } }";

    [Theory]
    [InlineData("Hooks: {}\n", "t.yaml:1: The section Hooks is not understood here.")]
    [InlineData("Globals: {}\n", "t.yaml:1: The section Globals is not understood here.")]
    [InlineData("Transform: AWS::LanguageExtensions\n", "t.yaml:1: The transform AWS::LanguageExtensions is not made here; known: AWS::Serverless-2016-10-31.")]
    [InlineData("Resources: {}\n", "t.yaml:1: A template needs at least one resource.")]
    [InlineData("Resources: [a\n", "t.yaml:")]
    [InlineData("Resources:\n  A: { Type: x }\n  A: { Type: y }\n", "t.yaml:3: ")]
    [InlineData("Resources:\n  A:\n    Properties: {}\n", "t.yaml:3: A has no Type.")]
    [InlineData("Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n    Propertys: {}\n", "t.yaml:4: A: the attribute Propertys of a resource is not understood here.")]
    public void AnUnknownPartOfATemplateIsNamed(string yaml, string refusal) => Yaml.Refusal(() => Yaml.Deploy(yaml)).ShouldStartWith(refusal);

    [Theory]
    [InlineData("{ Type: AWS::SNS::Topic }", "A: resources of the type AWS::SNS::Topic are not deployed here; known: AWS::Serverless::Function, AWS::Lambda::Function,")]
    [InlineData("{ Type: AWS::Logs::LogGroup, Properties: { KmsKeyId: k } }", "A (AWS::Logs::LogGroup): the property KmsKeyId is not understood here.")]
    [InlineData("{ Type: AWS::Kinesis::Stream, Properties: { RetentionPeriodHours: 1 } }", "RetentionPeriodHours takes 24 to 8760, not '1'.")]
    [InlineData("{ Type: AWS::Kinesis::Stream, Properties: { ShardCount: 2, StreamModeDetails: { StreamMode: ON_DEMAND } } }", "ShardCount 2 is for a provisioned stream; one on demand has none.")]
    [InlineData("{ Type: AWS::Kinesis::Stream, DependsOn: B }", "A depends on B, which there is not.")]
    [InlineData("{ Type: AWS::Serverless::Function, Properties: { Layers: [] } }", "A: the property Layers of AWS::Serverless::Function is not understood here.")]
    [InlineData("{ Type: AWS::CloudWatch::Dashboard, Properties: { DashboardBody: '{' } }", "DashboardBody is no JSON: ")]
    [InlineData("{ Type: AWS::CloudWatch::Alarm, Properties: { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold, Metrics: [{ Id: a, Expression: ANOMALY_DETECTION_BAND(m) }] } }", "The function ANOMALY_DETECTION_BAND is not computed here;")]
    public void AnUnknownResourceOrPropertyIsNamed(string resource, string refusal) =>
        Yaml.Refusal(() => Yaml.Deploy($"Resources:\n  A: {resource}\n")).ShouldStartWith($"t.yaml:2: {refusal}");

    [Theory]
    [InlineData("{ Effect: Allow, Action: a, Resource: r, Principal: p }", "Principal of a policy's statement is not understood here.")]
    [InlineData("{ Effect: Maybe, Action: a, Resource: r }", "Effect is Allow or Deny, not 'Maybe'.")]
    [InlineData("{ Effect: Allow, Action: a, NotAction: b, Resource: r }", "A statement has either Action or NotAction.")]
    [InlineData("{ Effect: Allow, Action: a, Resource: r, Condition: { IpAddress: { aws:SourceIp: x } } }", "The condition operator IpAddress is not evaluated here;")]
    [InlineData("{ Effect: Allow, Action: a, Resource: r, Condition: { StringEquals: { aws:SourceVpc: x } } }", "The condition key aws:SourceVpc has no value here;")]
    public void AStatementThatIsNotEvaluatedIsNamed(string statement, string refusal) =>
        Yaml.Refusal(() => Yaml.Deploy($"Resources:\n  A: {Role.Replace("STATEMENT", statement, StringComparison.Ordinal)}\n")).ShouldStartWith($"t.yaml:2: {refusal}");

    [Fact]
    public void ACircleIsNamed()
    {
        const string Circle = """
            Resources:
              A: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Ref B } }
              B: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "${A}" } }
            """;

        Yaml.Refusal(() => Yaml.Deploy(Circle)).ShouldBe("t.yaml:2: Resources refer to one another in a circle: A → B → A.");
    }

    [Fact]
    public void ARoleThatLambdaCannotAssumeIsRefusedAsLambdaDoes()
    {
        var yaml = Yaml.Function.Replace("    Handler", "    Role: !GetAtt R.Arn\n      Handler", StringComparison.Ordinal)
            + "  R: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }] } } }\n";

        Yaml.Refusal(() => Yaml.Deploy(yaml)).ShouldEndWith("The role defined for the function cannot be assumed by Lambda.");
    }

    /// <summary>What the template offers and this machine has not is refused in a sentence, and not passed over.</summary>
    [Theory]
    [InlineData("ProvisionedConcurrency", "5", "Provisioned concurrency is not run here: environments start when a request needs one. Leave ProvisionedConcurrency 0.")]
    [InlineData("Tracing", "Active", "There is no X-Ray here: leave Tracing at PassThrough.")]
    [InlineData("SubnetIds", "subnet-1", "There is no VPC here: leave SubnetIds and SecurityGroupIds empty.")]
    [InlineData("EdgeDistributionArn", "arn:aws:cloudfront::123456789012:distribution/E1", "Nothing calls the function here for arn:aws:cloudfront::123456789012:distribution/E1: leave EdgeDistributionArn empty.")]
    public void AnOptionThatOnlyAwsHasIsRefused(string parameter, string value, string refusal)
    {
        var parameters = new Dictionary<string, string> { ["UrlAuth"] = "AWS_IAM", [parameter] = value };
        if (parameter == "SubnetIds") parameters["SecurityGroupIds"] = "sg-1";

        Yaml.Refusal(() => new StackSource { Template = CheckedOutFiles.PathOf("template.yaml"), Parameters = parameters }.Deploy("us-east-1")).ShouldEndWith(refusal);
    }

    [Fact]
    public void AStackNameIsOneThatCloudFormationTakes() =>
        Yaml.Refusal(() => new StackSource { Template = CheckedOutFiles.PathOf("template.yaml"), StackName = "a b" }.Deploy("us-east-1"))
            .ShouldBe("A stack's name is a letter and up to 127 letters, digits and hyphens, not 'a b'.");

    [Fact]
    public void AMissingTemplateIsNamed() => Yaml.Refusal(() => new StackSource { Template = "/nowhere/t.yaml" }.Deploy("us-east-1")).ShouldBe("There is no template at /nowhere/t.yaml.");
}
