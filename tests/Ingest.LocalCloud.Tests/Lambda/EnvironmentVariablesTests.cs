namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class EnvironmentVariablesTests
{
    [Fact]
    public async Task TheFunctionSeesLambdasVariablesItsSinksAndTheUsersOwn()
    {
        await using var cloud = await Cloud.StartAsync(o => Cloud.WithVariable(o, "RETENTION_DAYS", "30") with
        {
            MemorySize = 1769,
            StreamName = "events",
            TableName = "things",
            DynamoDbEndpoint = new Uri("http://127.0.0.1:4567/"),
        });

        var variables = await ReadAsync(cloud);

        variables["AWS_LAMBDA_RUNTIME_API"].ShouldStartWith("127.0.0.1:");
        variables["AWS_LAMBDA_FUNCTION_NAME"].ShouldBe("ingest");
        variables["AWS_LAMBDA_FUNCTION_VERSION"].ShouldBe("$LATEST");
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"].ShouldBe("1769");
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"].ShouldBe("on-demand");
        variables["AWS_LAMBDA_LOG_GROUP_NAME"].ShouldBe("/aws/lambda/ingest");
        variables["AWS_LAMBDA_LOG_STREAM_NAME"].ShouldContain("[$LATEST]");
        variables["_HANDLER"].ShouldBe("bootstrap");
        variables["AWS_REGION"].ShouldBe("us-east-1");
        variables["AWS_ACCESS_KEY_ID"].ShouldBe("ASIALOCAL00000000001");
        variables["AWS_SECRET_ACCESS_KEY"].ShouldBe("test");
        variables["AWS_ENDPOINT_URL_KINESIS"].ShouldBe(cloud.Host.AwsEndpoint.ToString().TrimEnd('/'));
        variables["AWS_ENDPOINT_URL_DYNAMODB"].ShouldBe("http://127.0.0.1:4567");
        variables["STREAM_NAME"].ShouldBe("events");
        variables["TABLE_NAME"].ShouldBe("things");
        variables["RETENTION_DAYS"].ShouldBe("30");
        variables.ShouldNotContainKey("AWS_LAMBDA_MAX_CONCURRENCY");
    }

    [Fact]
    public async Task NothingOfTheParentsEnvironmentButItsPathIsPassedOn()
    {
        Environment.SetEnvironmentVariable("INGEST_TEST_SECRET", "not for the function");
        await using var cloud = await Cloud.StartAsync();

        var variables = await ReadAsync(cloud);

        variables["PATH"].ShouldBe(Environment.GetEnvironmentVariable("PATH"));
        variables.ShouldNotContainKey("INGEST_TEST_SECRET");
        variables.ShouldNotContainKey("HOME");
    }

    private static async Task<Dictionary<string, string>> ReadAsync(Cloud cloud) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(await (await cloud.GetAsync("/environment")).Content.ReadAsStringAsync())!;
}
