using Ingest.Testing.Emulators;

namespace Ingest.Differential.Tests;

public sealed class DynamoDbDifferentialTests
{
    public static TheoryData<string> Recordings => [.. Recording.ReadAll("dynamodb").Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task TheLocalCloudAnswersAsDynaliteDoes(string recording)
    {
        await using var emulator = await Emulator.DynaliteAsync();

        await Differential.PlayAsync(Recording.ReadAll("dynamodb").Single(r => r.Name == recording), emulator.Endpoint, "DynamoDB_20120810.", "application/x-amz-json-1.0");
    }
}
