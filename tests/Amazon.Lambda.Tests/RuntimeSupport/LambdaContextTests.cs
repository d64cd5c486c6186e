using System.Globalization;

namespace Amazon.Lambda.Tests.RuntimeSupport;

public sealed class LambdaContextTests
{
    [Fact]
    public async Task TheContextHoldsWhatHeadersAndEnvironmentSay()
    {
        var context = await SeenAsync(
            new()
            {
                ["AWS_LAMBDA_FUNCTION_NAME"] = "ingest",
                ["AWS_LAMBDA_FUNCTION_VERSION"] = "7",
                ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "999999999",
                ["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/ingest",
                ["AWS_LAMBDA_LOG_STREAM_NAME"] = "stream",
            },
            ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:1:function:ingest"),
            ("Lambda-Runtime-Trace-Id", "Root=1-2;Sampled=0"),
            ("Lambda-Runtime-Aws-Tenant-Id", "blue"),
            ("Lambda-Runtime-Cognito-Identity", """{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}"""),
            ("Lambda-Runtime-Client-Context", """{"client":{"app_title":"t","installation_id":"n"},"custom":{"k":"v"},"env":{"locale":"de"}}"""));

        context.AwsRequestId.ShouldBe("r");
        context.FunctionName.ShouldBe("ingest");
        context.FunctionVersion.ShouldBe("7");
        context.MemoryLimitInMB.ShouldBe(999999999);
        context.LogGroupName.ShouldBe("/aws/lambda/ingest");
        context.LogStreamName.ShouldBe("stream");
        context.InvokedFunctionArn.ShouldBe("arn:aws:lambda:eu-west-1:1:function:ingest");
        context.TraceId.ShouldBe("Root=1-2;Sampled=0");
        context.TenantId.ShouldBe("blue");
        context.Identity.IdentityId.ShouldBe("i");
        context.Identity.IdentityPoolId.ShouldBe("p");
        context.ClientContext.Client.AppTitle.ShouldBe("t");
        context.ClientContext.Client.InstallationId.ShouldBe("n");
        context.ClientContext.Client.AppPackageName.ShouldBeNull();
        context.ClientContext.Custom["k"].ShouldBe("v");
        context.ClientContext.Environment["locale"].ShouldBe("de");
    }

    [Fact]
    public async Task WhatNobodySaidIsAbsentAndNotAnError()
    {
        var context = await SeenAsync([]);

        context.FunctionName.ShouldBeNull();
        context.MemoryLimitInMB.ShouldBe(0);
        context.TraceId.ShouldBeNull();
        context.Identity.IdentityId.ShouldBeNull();
        context.ClientContext.Client.ShouldBeNull();
        context.Serializer.ShouldBeNull();
    }

    [Fact]
    public async Task TheRemainingTimeFallsToTheDeadlineAndBelow()
    {
        await using var api = new LoopbackRuntimeApi();
        var seen = new TaskCompletionSource<ILambdaContext>();
        await using var loop = new RuntimeLoop(api, Capture(seen));
        var deadline = loop.Time.GetUtcNow().AddSeconds(3).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        api.Enqueue("r", [], ("Lambda-Runtime-Deadline-Ms", deadline));
        loop.Start();
        var context = await seen.Task.WaitAsync(TimeSpan.FromSeconds(20));

        context.RemainingTime.ShouldBe(TimeSpan.FromSeconds(3));
        loop.Time.Advance(TimeSpan.FromMilliseconds(2500));
        context.RemainingTime.ShouldBe(TimeSpan.FromMilliseconds(500));
        loop.Time.Advance(TimeSpan.FromSeconds(1));
        context.RemainingTime.ShouldBe(TimeSpan.FromMilliseconds(-500));
    }

    private static async Task<ILambdaContext> SeenAsync(Dictionary<string, string> environment, params (string, string)[] headers)
    {
        await using var api = new LoopbackRuntimeApi();
        api.Enqueue("r", [], headers);
        var seen = new TaskCompletionSource<ILambdaContext>();
        // The limit of this test process is not the function's to set.
        environment["AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK"] = "true";
        await using var loop = new RuntimeLoop(api, Capture(seen)) { Environment = environment }.Start();
        return await seen.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static LambdaBootstrapHandler Capture(TaskCompletionSource<ILambdaContext> seen) => invocation =>
    {
        seen.SetResult(invocation.LambdaContext);
        return Task.FromResult(new InvocationResponse(new MemoryStream()));
    };
}
