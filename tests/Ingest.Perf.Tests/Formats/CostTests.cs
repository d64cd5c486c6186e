using Ingest.LoadGen.Costs;

namespace Ingest.Perf.Tests.Formats;

public sealed class CostTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1_024, 1, 1)]
    [InlineData(1_025, 2, 1)]
    [InlineData(25_600, 25, 1)]
    [InlineData(25_601, 26, 2)]
    public void EachRecordIsRoundedUpByItself(int size, long kilobytes, long payloadUnits)
    {
        var cost = StreamUnits.Of([size, size, size]);

        cost.ShouldBe(new StreamUnits(3, 3L * size, 3 * kilobytes, 3 * payloadUnits));
    }

    [Fact]
    public void AWriteUnitIsAStartedKilobyteOfAnItem() => TableUnits.Of([1, 1_024, 1_025]).ShouldBe(new TableUnits(3, 2_050, 4));
}
