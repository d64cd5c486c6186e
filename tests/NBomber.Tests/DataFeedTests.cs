using NBomber.Contracts;
using NBomber.Data.CSharp;

namespace NBomber.Tests;

/// <summary>nbomber.com/docs/nbomber/data.</summary>
public sealed class DataFeedTests
{
    [Fact]
    public void ACircularFeedGoesBackToTheTop()
    {
        var feed = DataFeed.Circular([1, 2, 3]);

        feed.Items.ShouldBe([1, 2, 3]);
        Enumerable.Range(0, 5).Select(_ => feed.GetNextItem(Copy(0))).ShouldBe([1, 2, 3, 1, 2]);
    }

    [Fact]
    public void AConstantFeedGivesACopyTheSameItem()
    {
        var feed = DataFeed.Constant([1, 2, 3]);

        Enumerable.Range(0, 4).Select(_ => feed.GetNextItem(Copy(1))).Distinct().ShouldHaveSingleItem().ShouldNotBe(feed.GetNextItem(Copy(2)));
    }

    [Fact]
    public void ARandomFeedGivesItsItems()
    {
        var feed = DataFeed.Random([1, 2, 3]);

        Enumerable.Range(0, 100).Select(_ => feed.GetNextItem(Copy(0))).Except([1, 2, 3]).ShouldBeEmpty();
    }

    private static ScenarioInfo Copy(int number) => new($"s_{number}", number, "s", TimeSpan.Zero, ScenarioOperation.Bombing);
}
