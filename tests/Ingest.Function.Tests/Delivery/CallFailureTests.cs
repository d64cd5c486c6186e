namespace Ingest.Function.Tests.Delivery;

public sealed class CallFailureTests
{
    [Theory]
    [InlineData("ValidationException", "wrong", "ValidationException: wrong")]
    [InlineData(null, "broken", "broken")]
    public void AServicesCodeAndMessageAreToldAndAnyOthersMessage(string? code, string message, string reason) => Failure(message, code).Reason.ShouldBe(reason);

    [Theory]
    [InlineData(256, 256)]
    [InlineData(257, 256)]
    public void ALongReasonIsCut(int length, int expected) => Failure(new string('x', length)).Reason.Length.ShouldBe(expected);

    [Fact]
    public void ACutLeavesNoHalfOfASurrogatePair() => Failure(new string('x', 255) + "😀").Reason.ShouldBe(new string('x', 255));

    private static CallFailure Failure(string message, string? code = null) => new(WriteOutcome.Unavailable, code, message, "");
}
