namespace Ingest.LocalCloud.Tests.Faults;

public class FaultRegistryTests
{
    private static FaultRegistry With(string fault, TimeProvider? time = null, int seed = 1)
    {
        var registry = new FaultRegistry(new Random(seed), time ?? new ManualTimeProvider());
        registry.Add(FaultParser.Parse(fault, out var error).ShouldNotBeNull(error));
        return registry;
    }

    private static List<bool> Struck(FaultRegistry registry, int calls) =>
        [.. Enumerable.Range(0, calls).Select(_ => registry.Plan("kinesis", "PutRecords") is not null)];

    [Fact]
    public void EveryThirdCallIsStruck() => Struck(With("kinesis:error:every=3"), 6).ShouldBe([false, false, true, false, false, true]);

    [Fact]
    public void TheFirstCallsAreStruckAndNoOther() => Struck(With("kinesis:error:first=2"), 4).ShouldBe([true, true, false, false]);

    [Fact]
    public void ACountEndsTheFault() => Struck(With("kinesis:error:count=3"), 5).ShouldBe([true, true, true, false, false]);

    [Fact]
    public void AShareStrikesThatShareAndTheSameCallsForTheSameSeed()
    {
        var first = Struck(With("kinesis:error:share=0.2"), 5000);

        first.Count(struck => struck).ShouldBeInRange(900, 1100);
        Struck(With("kinesis:error:share=0.2"), 5000).ShouldBe(first);
        Struck(With("kinesis:error:share=0.2", seed: 2), 5000).ShouldNotBe(first);
    }

    [Fact]
    public void AFaultEndsAfterItsSeconds()
    {
        var time = new ManualTimeProvider();
        var registry = With("kinesis:error:seconds=10", time);

        Struck(registry, 1).ShouldBe([true]);
        time.Advance(TimeSpan.FromSeconds(10));
        Struck(registry, 1).ShouldBe([false]);
        registry.Active.Single().IsOver.ShouldBeTrue();
    }

    [Fact]
    public void ReadsAreSparedUnlessAskedFor()
    {
        var writes = With("kinesis:error");
        var all = With("kinesis:error:operation=*");
        var one = With("kinesis:error:operation=GetRecords");

        writes.Plan("kinesis", "GetRecords", writes: false).ShouldBeNull();
        all.Plan("kinesis", "GetRecords", writes: false).ShouldNotBeNull();
        one.Plan("kinesis", "GetRecords", writes: false).ShouldNotBeNull();
        one.Plan("kinesis", "PutRecords").ShouldBeNull();
    }

    [Fact]
    public void OtherTargetsAreSpared() => With("dynamodb:error").Plan("kinesis", "PutRecords").ShouldBeNull();

    [Fact]
    public void KOfEveryNRecordsFail()
    {
        var plan = With("kinesis:partial:records=2/5,code=InternalFailure").Plan("kinesis", "PutRecords")!;

        var codes = Enumerable.Range(0, 50).Select(i => plan.FailRecord(i, "events", 0)).ToList();

        codes.Count(code => code is not null).ShouldBe(20);
        codes.Where(code => code is not null).Distinct().ShouldBe(["InternalFailure"]);
        for (var i = 0; i < 50; i += 5) codes.Skip(i).Take(5).Count(code => code is not null).ShouldBe(2);
    }

    [Fact]
    public void AThrottledShardLetsItsRatePass()
    {
        var time = new ManualTimeProvider();
        var plan = With("kinesis:throttle:perSecond=3,shard=1", time).Plan("kinesis", "PutRecords")!;
        int Passing(int shard) => Enumerable.Range(0, 10).Count(i => plan.FailRecord(i, "events", shard) is null);

        (Passing(0), Passing(1)).ShouldBe((10, 3));
        time.Advance(TimeSpan.FromSeconds(1));
        Passing(1).ShouldBe(3);
    }
}
