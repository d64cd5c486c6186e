using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ingest.Function.Tests.Events;

public sealed class EventTimeTests
{
    [Theory]
    [InlineData("2026-11-21T00:00:00Z", "2026-11-21T00:00:00.000Z")]
    [InlineData("2026-11-21T00:00:00.123Z", "2026-11-21T00:00:00.123Z")]
    [InlineData("2026-11-21t00:00:00.1z", "2026-11-21T00:00:00.100Z")]
    [InlineData("2026-11-21 01:30:00.123456789+01:30", "2026-11-21T00:00:00.123Z")]
    [InlineData("2026-11-20T19:00:00-05:00", "2026-11-21T00:00:00.000Z")]
    [InlineData("2024-02-29T12:00:00-00:00", "2024-02-29T12:00:00.000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z")]
    public void Rfc3339IsReadAndNormalised(string text, string expected)
    {
        EventTime.TryParse(Encoding.ASCII.GetBytes(text), out var milliseconds).ShouldBeTrue();

        EventTime.Format(milliseconds).ShouldBe(expected);
    }

    [Theory]
    [InlineData("2026-11-21T00:00:00")]
    [InlineData("2026-11-21")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-11-21T24:00:00Z")]
    [InlineData("2026-11-21T00:60:00Z")]
    [InlineData("2026-11-21T00:00:61Z")]
    [InlineData("2026-11-21T00:00:00.Z")]
    [InlineData("2026-11-21T00:00:00+0100")]
    [InlineData("2026-11-21T00:00:00+24:00")]
    [InlineData("2026-11-21T00:00:00Zz")]
    [InlineData("+026-11-21T00:00:00Z")]
    [InlineData("0000-11-21T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("")]
    public void WhatIsNotRfc3339IsRefused(string text) =>
        EventTime.TryParse(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void WhatIsFormattedIsReadBack() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<DateTimeOffset>(),
            instant =>
            {
                var milliseconds = instant.ToUnixTimeMilliseconds();
                return EventTime.TryParse(Encoding.ASCII.GetBytes(EventTime.Format(milliseconds)), out var read) && read == milliseconds;
            }));
}
