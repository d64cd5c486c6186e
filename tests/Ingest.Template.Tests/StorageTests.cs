namespace Ingest.Template.Tests;

public sealed class StorageTests
{
    [Fact]
    public void TheTableHasTheKeysAndTheExpiryTheFunctionWrites()
    {
        var table = CloudFormationTemplate.Read().Resources()["EventTable"];

        table.Items("Properties", "KeySchema").ConvertAll(key => $"{key.At("AttributeName")} {key.At("KeyType")}").ShouldBe(["deviceId HASH", "sk RANGE"]);
        table.Items("Properties", "AttributeDefinitions").ConvertAll(attribute => $"{attribute.At("AttributeName")} {attribute.At("AttributeType")}").ShouldBe(["deviceId S", "sk S"]);
        table.At("Properties", "TimeToLiveSpecification", "AttributeName").ShouldBe("expiresAt");
        table.At("Properties", "TimeToLiveSpecification", "Enabled").ShouldBe("true");
        table.At("Properties", "BillingMode").ShouldBe("PAY_PER_REQUEST");
    }

    [Fact]
    public void TheStreamIsOnDemandAndEncrypted()
    {
        var stream = CloudFormationTemplate.Read().Resources()["EventStream"];

        stream.At("Properties", "StreamModeDetails", "StreamMode").ShouldBe("ON_DEMAND");
        stream.At("Properties", "StreamEncryption", "EncryptionType").ShouldBe("KMS");
    }

    [Theory]
    [InlineData("kinesis", true, false)]
    [InlineData("dynamodb", false, true)]
    [InlineData("kinesis,dynamodb", true, true)]
    public void OnlyTheSinksThatAreWrittenExist(string sinks, bool stream, bool table)
    {
        var template = CloudFormationTemplate.Read(("Sinks", sinks));

        template.Resources().ContainsKey("EventStream").ShouldBe(stream);
        template.Resources().ContainsKey("EventTable").ShouldBe(table);
        template.Outputs().ContainsKey("StreamName").ShouldBe(stream);
        template.Outputs().ContainsKey("TableName").ShouldBe(table);
    }

    [Fact]
    public void AStreamWithShardsIsProvisioned()
    {
        var stream = CloudFormationTemplate.Read(("StreamShards", "4")).Resources()["EventStream"];

        stream.At("Properties", "StreamModeDetails", "StreamMode").ShouldBe("PROVISIONED");
        stream.At("Properties", "ShardCount").ShouldBe("4");
        CloudFormationTemplate.Read().Resources()["EventStream"].Map("Properties").ShouldNotContainKey("ShardCount");
    }

    [Fact]
    public void AKeyOfOnesOwnEncryptsBoth()
    {
        const string key = "arn:aws:kms:eu-west-1:123456789012:key/a";
        var resources = CloudFormationTemplate.Read(("KmsKeyArn", key)).Resources();

        resources["EventStream"].At("Properties", "StreamEncryption", "KeyId").ShouldBe(key);
        resources["EventTable"].At("Properties", "SSESpecification", "KMSMasterKeyId").ShouldBe(key);
        CloudFormationTemplate.Read().Resources()["EventTable"].Map("Properties").ShouldNotContainKey("SSESpecification");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void TheTableRefusesToBeDeletedUnlessAskedFor(string asked) =>
        CloudFormationTemplate.Read(("DeletionProtection", asked)).Resources()["EventTable"].At("Properties", "DeletionProtectionEnabled").ShouldBe(asked);

    [Theory]
    [InlineData("EventStream")]
    [InlineData("EventTable")]
    public void WhatWasStoredOutlivesTheStack(string name)
    {
        var resource = CloudFormationTemplate.Read().Resources()[name];

        resource.At("DeletionPolicy").ShouldBe("Retain");
        resource.At("UpdateReplacePolicy").ShouldBe("Retain");
    }

    [Fact]
    public void TheLogIsTheFunctionsAndEnds()
    {
        var resources = CloudFormationTemplate.Read(("LogRetentionDays", "7")).Resources();

        resources["FunctionLog"].At("Properties", "RetentionInDays").ShouldBe("7");
        resources["IngestFunction"].At("Properties", "LoggingConfig", "LogGroup").ShouldBe("<FunctionLog>");
        // Lambda filters lines by their level only then.
        resources["IngestFunction"].At("Properties", "LoggingConfig", "LogFormat").ShouldBe("JSON");
    }
}
