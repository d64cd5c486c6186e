namespace Ingest.Function.Tests.Buffers;

public sealed class HoldCountTests
{
    private HoldCount _holds;

    [Fact]
    public void TheLastToLetGoIsToldSo()
    {
        _holds.Start();
        _holds.Add();

        _holds.Release().ShouldBeFalse();
        _holds.Release().ShouldBeTrue();
    }

    [Fact]
    public void LettingGoOnceTooOftenIsAnErrorAndNotASecondReturn()
    {
        _holds.Start();
        _holds.Release();

        Should.Throw<InvalidOperationException>(() => _holds.Release());
    }

    [Fact]
    public void OfManyThreadsOneIsTheLast()
    {
        const int holders = 64;
        for (var round = 0; round < 200; round++)
        {
            _holds.Start();
            for (var i = 1; i < holders; i++) _holds.Add();
            var last = 0;
            Parallel.For(0, holders, _ =>
            {
                if (_holds.Release()) Interlocked.Increment(ref last);
            });
            last.ShouldBe(1);
        }
    }
}
