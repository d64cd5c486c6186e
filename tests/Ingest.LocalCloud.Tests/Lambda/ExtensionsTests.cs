namespace Ingest.LocalCloud.Tests.Lambda;

public sealed class ExtensionsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SigtermComesOnlyWithARegisteredExtension(bool extension)
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        var cloud = await Cloud.StartAsync(o =>
        {
            var with = Cloud.WithVariable(o, "SIGTERM_FILE", file);
            return extension ? Cloud.WithVariable(with, "EXTENSION", "") : with;
        });
        await cloud.GetAsync("/");

        await cloud.DisposeAsync();

        File.Exists(file).ShouldBe(extension);
        File.Delete(file);
    }

    [Fact]
    public async Task AnExtensionIsToldOfInvocationsItAskedFor()
    {
        await using var cloud = await Cloud.StartAsync(o => Cloud.WithVariable(o, "EXTENSION", "INVOKE"));

        var response = await cloud.GetAsync("/");

        var line = await cloud.LineAsync("extension {");
        line.Text.ShouldContain("\"eventType\":\"INVOKE\"");
        line.Text.ShouldContain(response.Headers.GetValues("x-amzn-RequestId").Single());
    }
}
