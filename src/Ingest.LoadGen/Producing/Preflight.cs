using System.Globalization;
using System.Text;
using Ingest.LoadGen.Accounting;
using Ingest.LoadGen.Formats;

namespace Ingest.LoadGen.Producing;

/// <summary>
/// One dry-run POST before the load: what is wrong with URL, authentication or contract is said in a sentence, within seconds.
/// What may pass (429, 5xx) is for the load itself to find.
/// </summary>
internal static class Preflight
{
    /// <summary>The longest that it takes.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const int Excerpt = 200;

    /// <summary>What is wrong; null for nothing.</summary>
    /// <param name="url">The endpoint.</param>
    /// <param name="options">As the load's requests have them; signed for <see cref="UrlOf"/>.</param>
    /// <param name="fleet">Its event's id is of no run that is verified.</param>
    /// <param name="now">When the event was measured.</param>
    public static async Task<string?> RunAsync(Uri url, RequestOptions options, DeviceFleet fleet, DateTimeOffset now)
    {
        using var client = new IngestClient(IngestClient.Connections(1, options.Roots), UrlOf(url), Limit, options);
        using var post = client.CreatePost();
        post.Fill(new EventWriter(fleet), 0, 1, now, BodyFormats.Array);
        client.Authenticate(post);
        var result = await client.SendAsync(post, CancellationToken.None);
        var body = Encoding.UTF8.GetString(post.ResponseBody, 0, result.BodyLength).ReplaceLineEndings(" ").Trim();
        post.Response.Read(result.Status, post.ResponseBody.AsSpan(0, result.BodyLength), 1);
        return Problem(url, result, post.Response, options, body);
    }

    /// <summary>The endpoint's dry run.</summary>
    public static Uri UrlOf(Uri url) => new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query[1..]}&dryRun=true" : "dryRun=true" }.Uri;

    private static string? Problem(Uri url, RequestResult result, IngestResponse response, RequestOptions options, string body)
    {
        var told = body.Length == 0 ? "" : $" It says: {(body.Length > Excerpt ? body[..Excerpt] + "…" : body)}";
        return result.Outcome switch
        {
            Outcome.ConnectionError => $"{url} can't be reached: {result.Error}.",
            Outcome.Timeout => $"{url} did not answer within {Limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s.",
            Outcome.Redirect => $"{url} answers with {result.Status}, a redirect{(result.Location is { } location ? $" to {location}" : "")}; --url must name the endpoint itself.",
            Outcome.NotAllowed => options.Authentication is not null || options.Headers.Count > 0 ? $"{url} answers with {result.Status}: these credentials are not let in.{told}"
                : $"{url} answers with {result.Status} to a request without credentials; is {(result.Status == 401 ? "--auth api-key or --auth hmac" : "--auth iam")} missing?{told}",
            Outcome.ClientError => $"{url} answers with {result.Status}; does --url name the path that takes events, such as /v1/events?{told}",
            Outcome.Rejected => $"{url} answers with {result.Status} to a valid event, so it does not keep the contract of docs/api.md.{told}",
            Outcome.OtherSuccess => $"{url} answers with {result.Status}, which says nothing of the event, so it does not keep the contract of docs/api.md.{told}",
            Outcome.Accepted or Outcome.PartiallyRejected when response.Violation is { } violation => $"{url} answers with {violation}, so it does not keep the contract of docs/api.md.{told}",
            Outcome.Accepted or Outcome.PartiallyRejected when response.Rejected.Count > 0 => $"{url} rejects a valid event.{told}",
            _ => null
        };
    }
}
