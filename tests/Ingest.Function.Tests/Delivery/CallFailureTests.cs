using Amazon.Runtime;
using Ingest.Function.Delivery;

namespace Ingest.Function.Tests.Delivery;

public sealed class CallFailureTests
{
    [Fact]
    public void AServicesCodeAndMessageAreToldAndAnyOthersMessage()
    {
        CallFailure.Of(new AmazonServiceException("wrong", ErrorType.Unknown, "ValidationException", "r", System.Net.HttpStatusCode.BadRequest)).Reason.ShouldBe("ValidationException: wrong");
        CallFailure.Of(new IOException("broken")).ShouldBe(new CallFailure(null, "broken"));
    }

    [Theory]
    [InlineData(256, 256)]
    [InlineData(257, 256)]
    public void ALongReasonIsCut(int length, int expected) => new CallFailure(null, new string('x', length)).Reason.Length.ShouldBe(expected);

    [Fact]
    public void ACutLeavesNoHalfOfASurrogatePair() => new CallFailure(null, new string('x', 255) + "😀").Reason.ShouldBe(new string('x', 255));
}
