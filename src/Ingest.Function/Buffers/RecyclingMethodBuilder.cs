using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Ingest.Function.Buffers;

/// <summary>
/// Builds the ValueTask of an async method whose state is used again once the task was awaited, which may happen once.
/// PoolingAsyncValueTaskMethodBuilder keeps one state a thread and one a core, and calls to the sinks run side by side by
/// the dozen. Execution contexts do not flow: nothing here is kept in them. Continuations run on the completing thread.
/// </summary>
internal struct RecyclingMethodBuilder<TResult>
{
    private State? _state;
    private Exception? _failure;
    private TResult _result;

    public readonly ValueTask<TResult> Task =>
        _state is not null ? new(_state, _state.Version) : _failure is not null ? ValueTask.FromException<TResult>(_failure) : new(_result);

    /// <summary>The task of a method without a result.</summary>
    public readonly ValueTask VoidTask =>
        _state is not null ? new(_state, _state.Version) : _failure is not null ? ValueTask.FromException(_failure) : default;

    public static RecyclingMethodBuilder<TResult> Create() => default;

    public readonly void Start<TMachine>(ref TMachine machine) where TMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine _)
    {
    }

    public void SetResult(TResult result)
    {
        if (_state is null) _result = result;
        else _state.SetResult(result);
    }

    public void SetException(Exception failure)
    {
        if (_state is null) _failure = failure;
        else _state.SetException(failure);
    }

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion where TMachine : IAsyncStateMachine => awaiter.OnCompleted(Suspend(ref machine));

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion where TMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(Suspend(ref machine));

    private Action Suspend<TMachine>(ref TMachine machine) where TMachine : IAsyncStateMachine
    {
        if (_state is not null) return _state.MoveNext;
        var state = State<TMachine>.Recycler.Rent();
        // Before the copy: this builder is a part of the machine.
        _state = state;
        state.Machine = machine;
        return state.MoveNext;
    }

    private abstract class State : IValueTaskSource<TResult>, IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<TResult> _core;

        public abstract Action MoveNext { get; }

        public short Version => _core.Version;

        public void SetResult(TResult result) => _core.SetResult(result);

        public void SetException(Exception failure) => _core.SetException(failure);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

        void IValueTaskSource.GetResult(short token) => GetResult(token);

        public TResult GetResult(short token)
        {
            try
            {
                return _core.GetResult(token);
            }
            finally
            {
                _core.Reset();
                Recycle();
            }
        }

        protected abstract void Recycle();
    }

    private sealed class State<TMachine> : State where TMachine : IAsyncStateMachine
    {
        public static readonly Recycler<State<TMachine>> Recycler = new();

        public TMachine? Machine;

        public State() => MoveNext = () => Machine!.MoveNext();

        public override Action MoveNext { get; }

        protected override void Recycle()
        {
            Machine = default;
            Recycler.Return(this);
        }
    }
}

/// <summary>The same for methods without a result.</summary>
internal struct RecyclingMethodBuilder
{
    private RecyclingMethodBuilder<bool> _builder;

    public readonly ValueTask Task => _builder.VoidTask;

    public static RecyclingMethodBuilder Create() => default;

    public readonly void Start<TMachine>(ref TMachine machine) where TMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine) => _builder.SetStateMachine(machine);

    public void SetResult() => _builder.SetResult(true);

    public void SetException(Exception failure) => _builder.SetException(failure);

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion where TMachine : IAsyncStateMachine => _builder.AwaitOnCompleted(ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion where TMachine : IAsyncStateMachine => _builder.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
}
