using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

// One overload per handler shape: input none, Stream or TInput; context or not; output none, Stream or TOutput; Task or not.
public partial class HandlerWrapper
{
    public static HandlerWrapper GetHandlerWrapper(Func<Task> handler) =>
        OfNothing(_ => handler());

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Task> handler) =>
        OfNothing(i => handler(i.InputStream));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Task> handler, ILambdaSerializer serializer) =>
        OfNothing(i => handler(serializer.Deserialize<TInput>(i.InputStream)), serializer);

    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Task> handler) =>
        OfNothing(i => handler(i.LambdaContext));

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task> handler) =>
        OfNothing(i => handler(i.InputStream, i.LambdaContext));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) =>
        OfNothing(i => handler(serializer.Deserialize<TInput>(i.InputStream), i.LambdaContext), serializer);

    public static HandlerWrapper GetHandlerWrapper(Func<Task<Stream>> handler) =>
        OfStream(_ => handler());

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Task<Stream>> handler) =>
        OfStream(i => handler(i.InputStream));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Task<Stream>> handler, ILambdaSerializer serializer) =>
        OfStream(i => handler(serializer.Deserialize<TInput>(i.InputStream)), serializer);

    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Task<Stream>> handler) =>
        OfStream(i => handler(i.LambdaContext));

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task<Stream>> handler) =>
        OfStream(i => handler(i.InputStream, i.LambdaContext));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) =>
        OfStream(i => handler(serializer.Deserialize<TInput>(i.InputStream), i.LambdaContext), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Task<TOutput>> handler, ILambdaSerializer serializer) =>
        OfOutput(_ => handler(), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        OfOutput(i => handler(i.InputStream), serializer);

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        OfOutput(i => handler(serializer.Deserialize<TInput>(i.InputStream)), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        OfOutput(i => handler(i.LambdaContext), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        OfOutput(i => handler(i.InputStream, i.LambdaContext), serializer);

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        OfOutput(i => handler(serializer.Deserialize<TInput>(i.InputStream), i.LambdaContext), serializer);

    public static HandlerWrapper GetHandlerWrapper(Action handler) =>
        OfNothing(_ =>
        {
            handler();
            return Task.CompletedTask;
        });

    public static HandlerWrapper GetHandlerWrapper(Action<Stream> handler) =>
        OfNothing(i =>
        {
            handler(i.InputStream);
            return Task.CompletedTask;
        });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Action<TInput> handler, ILambdaSerializer serializer) =>
        OfNothing(i =>
        {
            handler(serializer.Deserialize<TInput>(i.InputStream));
            return Task.CompletedTask;
        }, serializer);

    public static HandlerWrapper GetHandlerWrapper(Action<ILambdaContext> handler) =>
        OfNothing(i =>
        {
            handler(i.LambdaContext);
            return Task.CompletedTask;
        });

    public static HandlerWrapper GetHandlerWrapper(Action<Stream, ILambdaContext> handler) =>
        OfNothing(i =>
        {
            handler(i.InputStream, i.LambdaContext);
            return Task.CompletedTask;
        });

    public static HandlerWrapper GetHandlerWrapper<TInput>(Action<TInput, ILambdaContext> handler, ILambdaSerializer serializer) =>
        OfNothing(i =>
        {
            handler(serializer.Deserialize<TInput>(i.InputStream), i.LambdaContext);
            return Task.CompletedTask;
        }, serializer);

    public static HandlerWrapper GetHandlerWrapper(Func<Stream> handler) =>
        OfStream(_ => Task.FromResult(handler()));

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, Stream> handler) =>
        OfStream(i => Task.FromResult(handler(i.InputStream)));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, Stream> handler, ILambdaSerializer serializer) =>
        OfStream(i => Task.FromResult(handler(serializer.Deserialize<TInput>(i.InputStream))), serializer);

    public static HandlerWrapper GetHandlerWrapper(Func<ILambdaContext, Stream> handler) =>
        OfStream(i => Task.FromResult(handler(i.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Stream> handler) =>
        OfStream(i => Task.FromResult(handler(i.InputStream, i.LambdaContext)));

    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Stream> handler, ILambdaSerializer serializer) =>
        OfStream(i => Task.FromResult(handler(serializer.Deserialize<TInput>(i.InputStream), i.LambdaContext)), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<TOutput> handler, ILambdaSerializer serializer) =>
        OfOutput(_ => Task.FromResult(handler()), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, TOutput> handler, ILambdaSerializer serializer) =>
        OfOutput(i => Task.FromResult(handler(i.InputStream)), serializer);

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, TOutput> handler, ILambdaSerializer serializer) =>
        OfOutput(i => Task.FromResult(handler(serializer.Deserialize<TInput>(i.InputStream))), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<ILambdaContext, TOutput> handler, ILambdaSerializer serializer) =>
        OfOutput(i => Task.FromResult(handler(i.LambdaContext)), serializer);

    public static HandlerWrapper GetHandlerWrapper<TOutput>(Func<Stream, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) =>
        OfOutput(i => Task.FromResult(handler(i.InputStream, i.LambdaContext)), serializer);

    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, TOutput> handler, ILambdaSerializer serializer) =>
        OfOutput(i => Task.FromResult(handler(serializer.Deserialize<TInput>(i.InputStream), i.LambdaContext)), serializer);
}
