using Ingest.Testing;

namespace Ingest.Template.Tests.Schemas;

/// <summary>Every type and property of the templates is one of CloudFormation's.</summary>
public sealed class SchemaTests
{
    private static readonly (string, string)[] AllOptions =
    [
        ("ProvisionedConcurrency", "5"), ("Tracing", "Active"), ("SubnetIds", "subnet-1,subnet-2"), ("SecurityGroupIds", "sg-1"), ("StreamShards", "4"),
        ("KmsKeyArn", "arn:aws:kms:eu-west-1:123456789012:key/a"), ("AlarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:oncall"), ("CorsOrigins", "https://a.example"),
        ("EdgeDistributionArn", "arn:aws:cloudfront::123456789012:distribution/E1"), ("ApiKeys", "[]"),
    ];

    public static TheoryData<string> Choices => ["default", "public", "kinesis", "dynamodb", "unlimited", "all"];

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task TheTemplateHoldsWhatCloudFormationKnows(string choice) => (await CheckAsync(Text("template.yaml"), Parameters(choice))).ShouldBeEmpty();

    [Fact]
    public async Task TheEdgeHoldsWhatCloudFormationKnows() => (await CheckAsync(Text("edge.yaml"), Edge)).ShouldBeEmpty();

    [Theory]
    [InlineData("Type: AWS::Kinesis::Stream", "Type: AWS::Kinesis::River", "EventStream: there is no type AWS::Kinesis::River")]
    [InlineData("RetentionPeriodHours:", "RetentionHours:", "EventStream (AWS::Kinesis::Stream): there is no property RetentionHours")]
    [InlineData("      KeySchema:", "      Keys:", "EventTable (AWS::DynamoDB::Table): KeySchema is required")]
    [InlineData("Enabled: true", "Enabled: maybe", "EventTable (AWS::DynamoDB::Table).TimeToLiveSpecification.Enabled: 'maybe' is no boolean")]
    [InlineData("RetentionInDays: !Ref LogRetentionDays", "RetentionInDays: [1]", "FunctionLog (AWS::Logs::LogGroup).RetentionInDays: a list is no integer")]
    [InlineData("      StreamEncryption:", "      StreamEncryption: on\n      Tagz:", "EventStream (AWS::Kinesis::Stream).StreamEncryption: 'on' is no ref")]
    [InlineData("EventStream.Arn", "EventStream.Ar", "FunctionRole (AWS::IAM::Role)")]
    public async Task WhatCloudFormationDoesNotKnowIsNoticed(string sound, string mutated, string problem)
    {
        var yaml = Text("template.yaml");
        yaml.ShouldContain(sound);

        (await CheckAsync(yaml.Replace(sound, mutated, StringComparison.Ordinal), [])).ShouldContain(wrong => wrong.StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Scope: CLOUDFRONT", "Scope: SPACE", "WebAcl (AWS::WAFv2::WebACL).Scope: 'SPACE' is none of")]
    [InlineData("OriginAccessControlOriginType: lambda", "OriginType: lambda", "AccessControl (AWS::CloudFront::OriginAccessControl).OriginAccessControlConfig: there is no property OriginType")]
    public async Task WhatCloudFormationDoesNotKnowOfTheEdgeIsNoticed(string sound, string mutated, string problem)
    {
        var yaml = Text("edge.yaml");
        yaml.ShouldContain(sound);

        (await CheckAsync(yaml.Replace(sound, mutated, StringComparison.Ordinal), Edge)).ShouldContain(wrong => wrong.StartsWith(problem, StringComparison.Ordinal));
    }

    private static (string, string)[] Edge =>
        [("FunctionUrl", "https://abc.lambda-url.eu-west-1.on.aws/"), ("DomainName", "ingest.example.com"), ("HostedZoneId", "Z1")];

    private static (string, string)[] Parameters(string choice) => choice switch
    {
        "default" => [],
        "public" => [("UrlAuth", "NONE"), ("AllowAnonymous", "true")],
        "unlimited" => [("MaxConcurrency", "unlimited")],
        "all" => AllOptions,
        _ => [("Sinks", choice)],
    };

    private static string Text(string file) => File.ReadAllText(CheckedOutFiles.PathOf(file));

    private static async Task<List<string>> CheckAsync(string yaml, (string Name, string Value)[] parameters) =>
        SchemaCheck.Of(await CloudFormationSchemas.InstalledAsync(), CloudFormationTemplate.Of(yaml, parameters).Expanded());
}
