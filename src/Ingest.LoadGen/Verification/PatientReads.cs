using Amazon.Runtime;

namespace Ingest.LoadGen.Verification;

/// <summary>
/// Repeats a read that was throttled: one shard serves 5 reads and 2 MB a second to all its consumers together, and refuses
/// for up to 5 seconds after a page of 10 MB (API_GetRecords), which the SDK's own few tries do not outlast.
/// </summary>
internal sealed class PatientReads(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly HashSet<string> Throttles =
        ["ProvisionedThroughputExceededException", "LimitExceededException", "ThrottlingException", "RequestLimitExceeded", "KMSThrottlingException", "InternalFailure", "InternalServerError", "ServiceUnavailable"];

    /// <exception cref="AmazonServiceException">What is no throttle, or did not end within two minutes.</exception>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await read();
            }
            catch (AmazonServiceException exception) when (Throttles.Contains(exception.ErrorCode ?? "") && time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(wait, time, cancel);
            }
        }
    }
}
