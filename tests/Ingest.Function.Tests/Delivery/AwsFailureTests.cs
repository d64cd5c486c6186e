using System.Security.Authentication;
using Ingest.Function.Delivery;

namespace Ingest.Function.Tests.Delivery;

public sealed class AwsFailureTests
{
    [Fact]
    public void AConnectionThatFailedIsDescribedWithItsCause()
    {
        var failure = new HttpRequestException("The SSL connection could not be established.", new AuthenticationException("UntrustedRoot"));

        AwsFailure.Describe(failure, timedOut: false).ShouldBe("HttpRequestException: The SSL connection could not be established. AuthenticationException: UntrustedRoot");
    }
}
