using NBomber.Contracts;

namespace NBomber.Data
{
    /// <summary>Items for a scenario's iterations. Of the package NBomber.Data; documented at nbomber.com/docs/nbomber/data.</summary>
    public interface IDataFeed<T>
    {
        T[] Items { get; }
        T GetNextItem(ScenarioInfo scenarioInfo);
    }
}

namespace NBomber.Data.CSharp
{
    public static class DataFeed
    {
        /// <summary>From the top again once the end is reached.</summary>
        public static IDataFeed<T> Circular<T>(IEnumerable<T> data) => new CircularFeed<T>([.. data]);

        /// <summary>The same item for a copy of a scenario every time.</summary>
        public static IDataFeed<T> Constant<T>(IEnumerable<T> data) => new ConstantFeed<T>([.. data]);

        /// <summary>Any item.</summary>
        public static IDataFeed<T> Random<T>(IEnumerable<T> data) => new RandomFeed<T>([.. data]);

        private sealed class CircularFeed<T>(T[] items) : IDataFeed<T>
        {
            private long _next = -1;

            public T[] Items => items;
            public T GetNextItem(ScenarioInfo scenarioInfo) => items[Interlocked.Increment(ref _next) % items.Length];
        }

        private sealed class ConstantFeed<T>(T[] items) : IDataFeed<T>
        {
            public T[] Items => items;
            public T GetNextItem(ScenarioInfo scenarioInfo) => items[scenarioInfo.InstanceNumber % items.Length];
        }

        private sealed class RandomFeed<T>(T[] items) : IDataFeed<T>
        {
            public T[] Items => items;
            public T GetNextItem(ScenarioInfo scenarioInfo) => items[System.Random.Shared.Next(items.Length)];
        }
    }
}
