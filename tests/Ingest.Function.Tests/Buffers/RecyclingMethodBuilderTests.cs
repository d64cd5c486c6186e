using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ingest.Function.Tests.Buffers;

[SuppressMessage("Reliability", "CA2012:Use ValueTasks correctly", Justification = "How they behave is what is tested.")]
public sealed class RecyclingMethodBuilderTests
{
    [Fact]
    public async Task AMethodThatDoesNotWaitHasItsResultAtOnce()
    {
        var task = AddAsync(Task.FromResult(1), 2);

        task.IsCompletedSuccessfully.ShouldBeTrue();
        (await task).ShouldBe(3);
    }

    [Fact]
    public async Task AMethodThatWaitsGoesOnWithWhatItWaitedFor()
    {
        var source = new TaskCompletionSource<int>();

        var task = AddAsync(source.Task, 2);
        task.IsCompleted.ShouldBeFalse();
        source.SetResult(1);

        (await task).ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnExceptionComesOutWhereTheTaskIsAwaited(bool isLate)
    {
        var source = new TaskCompletionSource<int>();
        if (!isLate) source.SetException(new InvalidDataException("bad"));

        var task = AddAsync(source.Task, 2);
        if (isLate) source.SetException(new InvalidDataException("bad"));

        (await Should.ThrowAsync<InvalidDataException>(async () => await task)).Message.ShouldBe("bad");
    }

    [Fact]
    public async Task AMethodWithoutAResultEndsOrFails()
    {
        var (ended, failed) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var (first, second) = (WaitAsync(ended.Task), WaitAsync(failed.Task));

        ended.SetResult(0);
        failed.SetException(new InvalidDataException());

        await first;
        await Should.ThrowAsync<InvalidDataException>(async () => await second);
    }

    [Fact]
    public async Task ManyAtOnceKeepTheirStateApart()
    {
        const int atOnce = 64;
        for (var round = 0; round < 20; round++)
        {
            var sources = Enumerable.Range(0, atOnce).Select(_ => new TaskCompletionSource<int>()).ToArray();
            var tasks = sources.Select((source, i) => AddAsync(source.Task, 1_000 * i).AsTask()).ToArray();
            await Task.WhenAll(sources.Select((source, i) => Task.Run(() => source.SetResult(i))));
            (await Task.WhenAll(tasks)).ShouldBe(Enumerable.Range(0, atOnce).Select(i => 1_001 * i));
        }
    }

    [Fact]
    public async Task AResultMayBeTakenOnce()
    {
        var source = new TaskCompletionSource<int>();
        var task = AddAsync(source.Task, 2);
        source.SetResult(1);
        await task;

        await Should.ThrowAsync<InvalidOperationException>(async () => await task);
    }

    [Fact]
    public async Task WarmMethodsAllocateNothingHoweverManyWait()
    {
        const int atOnce = 40;
        var gates = Enumerable.Range(0, atOnce).Select(_ => new Gate()).ToArray();
        var tasks = new ValueTask[atOnce];
        for (var round = 0; round < 50; round++) await RoundAsync(gates, tasks);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await RoundAsync(gates, tasks);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    /// <summary>All wait, all go on, all on this thread.</summary>
    private static ValueTask RoundAsync(Gate[] gates, ValueTask[] tasks)
    {
        for (var i = 0; i < gates.Length; i++) tasks[i] = PassAsync(gates[i]);
        foreach (var gate in gates) gate.Open();
        foreach (var task in tasks) task.GetAwaiter().GetResult();
        return default;
    }

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder<>))]
    private static async ValueTask<int> AddAsync(Task<int> task, int number) => await task + number;

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder))]
    private static async ValueTask WaitAsync(Task<int> task) => await task;

    [AsyncMethodBuilder(typeof(RecyclingMethodBuilder))]
    private static async ValueTask PassAsync(Gate gate) => await gate;

    /// <summary>Something to wait for that itself allocates nothing.</summary>
    private sealed class Gate : ICriticalNotifyCompletion
    {
        private Action? _continuation;

        public bool IsCompleted => false;

        public Gate GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => _continuation = continuation;

        public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

        public void Open() => _continuation!();
    }
}
