namespace Ingest.Template.Tests;

public sealed class DeploymentTests
{
    [Fact]
    public void ANewVersionTakesOverGraduallyAndAlarmsTakeItBack()
    {
        var function = CloudFormationTemplate.Read().Resources()["IngestFunction"];

        function.At("Properties", "AutoPublishAlias").ShouldBe("live");
        function.At("Properties", "DeploymentPreference", "Type").ShouldBe("Canary10Percent5Minutes");
        function.Items("Properties", "DeploymentPreference", "Alarms").ShouldBe(["<FunctionErrorAlarm>", "<Url5xxAlarm>", "<NotStoredAlarm>", "<RejectedAlarm>", "<LatencyAlarm>"]);
    }

    [Fact]
    public void OptionsAreThereWhereAskedForAlone()
    {
        string[] options = ["ProvisionedConcurrencyConfig", "VpcConfig"];
        var plain = CloudFormationTemplate.Read().Resources()["IngestFunction"].Map("Properties");
        var all = CloudFormationTemplate.Read(("ProvisionedConcurrency", "5"), ("Tracing", "Active"), ("SubnetIds", "subnet-1,subnet-2"), ("SecurityGroupIds", "sg-1")).Resources()["IngestFunction"].Map("Properties");

        plain.Keys.Intersect(options).ShouldBeEmpty();
        plain["Tracing"].ShouldBe("PassThrough");
        all["Tracing"].ShouldBe("Active");
        all.At("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions").ShouldBe("5");
        all.Items("VpcConfig", "SubnetIds").ShouldBe(["subnet-1", "subnet-2"]);
        all.Items("VpcConfig", "SecurityGroupIds").ShouldBe(["sg-1"]);
    }

    [Theory]
    [InlineData("SubnetIds", "subnet-1")]
    [InlineData("SecurityGroupIds", "sg-1")]
    public void HalfAVpcIsRefused(string parameter, string value) =>
        CloudFormationTemplate.Read((parameter, value)).BrokenRules().ShouldBe(["SubnetIds and SecurityGroupIds go together; set both or neither."]);

    [Fact]
    public void TheOutputsNameWhatAnOperatorNeeds() => CloudFormationTemplate.Read().Outputs().Keys.Order().ShouldBe(
    [
        "DashboardUrl", "FunctionArn", "FunctionName", "FunctionRoleArn", "LogGroupName", "ProducerPolicyArn", "StreamArn", "StreamName", "TableArn", "TableName", "Url",
    ]);

    [Fact]
    public void ProducersNameTheAliasThatTheUrlIsOf() => CloudFormationTemplate.Read().Outputs()["FunctionArn"].At("Value").ShouldBe("<IngestFunctionAliaslive>");

    [Theory]
    [InlineData("FunctionRole")]
    [InlineData("FunctionLog")]
    [InlineData("EventStream")]
    [InlineData("EventTable")]
    public void EverythingIsTagged(string resource) =>
        CloudFormationTemplate.Read().Resources()[resource].Items("Properties", "Tags").ShouldHaveSingleItem().At("Value").ShouldBe("<AWS::StackName>");
}
