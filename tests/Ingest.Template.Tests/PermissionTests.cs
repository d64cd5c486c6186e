using System.Text.Json;

namespace Ingest.Template.Tests;

public sealed class PermissionTests
{
    private static readonly (string Actions, string Resource) Log = ("logs:CreateLogStream,logs:PutLogEvents", "<FunctionLog.Arn>");
    private static readonly (string Actions, string Resource) Stream = ("kinesis:PutRecords", "<EventStream.Arn>");
    private static readonly (string Actions, string Resource) Table = ("dynamodb:BatchWriteItem", "<EventTable.Arn>");

    [Fact]
    public void TheRoleAllowsWritingToItsLogStreamAndTableAndNothingElse()
    {
        Allowed(("Sinks", "kinesis,dynamodb")).ShouldBe([Log, Stream, Table]);
        Allowed(("Sinks", "kinesis")).ShouldBe([Log, Stream]);
        Allowed(("Sinks", "dynamodb")).ShouldBe([Log, Table]);
    }

    [Fact]
    public void TheRoleIsTheOnlySourceOfPermissions()
    {
        var resources = CloudFormationTemplate.Read().Resources();

        resources.Where(resource => ((string)resource.Value.At("Type")).StartsWith("AWS::IAM::", StringComparison.Ordinal)).Select(resource => resource.Key).ShouldBe(["FunctionRole", "ProducerPolicy"]);
        resources["IngestFunction"].At("Properties", "Role").ShouldBe("<FunctionRole.Arn>");
        resources["IngestFunction"].Map("Properties").ShouldNotContainKey("Policies");
        resources["FunctionRole"].Map("Properties").ShouldNotContainKey("ManagedPolicyArns");
        resources["FunctionRole"].At("Properties", "AssumeRolePolicyDocument", "Statement", 0, "Principal", "Service").ShouldBe("lambda.amazonaws.com");
    }

    [Fact]
    public void APublicUrlHasBothStatementsItNeeds()
    {
        var resources = CloudFormationTemplate.Read(("UrlAuth", "NONE")).Resources();

        Json(resources["PublicUrlPermission"]).ShouldBe(
            """{"FunctionName":"\u003CIngestFunctionAliaslive\u003E","Action":"lambda:InvokeFunctionUrl","Principal":"*","FunctionUrlAuthType":"NONE"}""");
        Json(resources["PublicInvokePermission"]).ShouldBe(
            """{"FunctionName":"\u003CIngestFunctionAliaslive\u003E","Action":"lambda:InvokeFunction","Principal":"*","InvokedViaFunctionUrl":"true"}""");
        resources["IngestFunction"].At("Properties", "FunctionUrlConfig", "AuthType").ShouldBe("NONE");
    }

    [Fact]
    public void UnlessAskedForTheUrlIsNotPublic()
    {
        var resources = CloudFormationTemplate.Read().Resources();

        resources["IngestFunction"].At("Properties", "FunctionUrlConfig", "AuthType").ShouldBe("AWS_IAM");
        resources.Values.ShouldNotContain(resource => (string)resource.At("Type") == "AWS::Lambda::Permission");
    }

    [Fact]
    public void AnEdgeHasBothStatementsAndNobodyElse()
    {
        var resources = CloudFormationTemplate.Read(("EdgeDistributionArn", "arn:aws:cloudfront::123456789012:distribution/E1"), ("ApiKeys", "[]")).Resources();

        var permissions = resources.Values.Where(resource => (string)resource.At("Type") == "AWS::Lambda::Permission").ToList();
        permissions.Select(permission => (string)permission.At("Properties", "Action")).ShouldBe(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"]);
        permissions.ShouldAllBe(permission => (string)permission.At("Properties", "SourceArn") == "arn:aws:cloudfront::123456789012:distribution/E1" && (string)permission.At("Properties", "Principal") == "cloudfront.amazonaws.com");
    }

    [Fact]
    public void AProducersPolicyLetsItPostByTheUrlAlone()
    {
        var policy = CloudFormationTemplate.Read().Resources()["ProducerPolicy"];

        policy.Items("Properties", "PolicyDocument", "Statement").ConvertAll(statement => JsonSerializer.Serialize(statement)).ShouldBe(
        [
            """{"Effect":"Allow","Action":"lambda:InvokeFunctionUrl","Resource":"\u003CIngestFunctionAliaslive\u003E","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"AWS_IAM"}}}""",
            """{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"\u003CIngestFunctionAliaslive\u003E","Condition":{"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}}""",
        ]);
        CloudFormationTemplate.Read(("UrlAuth", "NONE")).Resources().ShouldNotContainKey("ProducerPolicy");
    }

    [Theory]
    [InlineData("KmsKeyArn", "arn:aws:kms:eu-west-1:123456789012:key/a", "kms:GenerateDataKey,kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/a")]
    [InlineData("Tracing", "Active", "xray:PutTraceSegments,xray:PutTelemetryRecords", "*")]
    [InlineData("SubnetIds", "subnet-1", "ec2:CreateNetworkInterface,ec2:DescribeNetworkInterfaces,ec2:DescribeSubnets,ec2:DeleteNetworkInterface,ec2:AssignPrivateIpAddresses,ec2:UnassignPrivateIpAddresses", "*")]
    public void AnOptionBringsItsPermissionsAndNoOthers(string parameter, string value, string actions, string resource) =>
        Allowed((parameter, value), ("SecurityGroupIds", "sg-1")).ShouldBe([Log, Stream, Table, (actions, resource)]);

    private static List<(string Actions, string Resource)> Allowed(params (string Name, string Value)[] parameters)
    {
        var policy = CloudFormationTemplate.Read(parameters).Resources()["FunctionRole"].Items("Properties", "Policies").ShouldHaveSingleItem();
        return policy.Items("PolicyDocument", "Statement").ConvertAll(statement =>
        {
            statement.At("Effect").ShouldBe("Allow");
            ((Dictionary<string, object>)statement).Keys.Order().ShouldBe(["Action", "Effect", "Resource"]);
            var action = statement.At("Action");
            return (action is List<object> actions ? string.Join(",", actions) : (string)action, (string)statement.At("Resource"));
        });
    }

    private static string Json(Dictionary<string, object> resource) => JsonSerializer.Serialize(resource.Map("Properties"));
}
