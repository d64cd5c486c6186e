using Ingest.Testing.Emulators;

namespace Ingest.Differential.Tests;

public sealed class KinesisDifferentialTests
{
    public static TheoryData<string> Recordings => [.. Recording.ReadAll("kinesis").Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task TheLocalCloudAnswersAsKinesaliteDoes(string recording)
    {
        await using var emulator = await Emulator.KinesaliteAsync();

        await Differential.PlayAsync(Recording.ReadAll("kinesis").Single(r => r.Name == recording), emulator.Endpoint, "Kinesis_20131202.", "application/x-amz-json-1.1");
    }
}
