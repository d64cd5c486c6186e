using System.Text;
using Ingest.Testing;

namespace Ingest.Differential.Tests;

/// <summary>Plays recordings against both sides.</summary>
internal static class Differential
{
    public static async Task PlayAsync(Recording recording, Uri emulator, string targetPrefix, string contentType)
    {
        await using var local = await LocalServices.StartAsync();
        using var ours = new WireClient(local.Address, targetPrefix, contentType);
        using var theirs = new WireClient(emulator, targetPrefix, contentType);
        var report = new StringBuilder();
        for (var i = 0; i < recording.Requests.Count; i++)
        {
            var request = recording.Requests[i];
            var (response, other) = (await ours.SendAsync(request), await theirs.SendAsync(request));
            if (request.Setup && (response.Status, other.Status) == (200, 200)) continue;
            var differences = new ResponseComparison(request.Known).Compare(response, other);
            if (differences.Count == 0) continue;
            report.AppendLine($"{i + 1}. {request.Call} {request.Raw ?? request.Body?.ToJsonString()}");
            foreach (var difference in differences) report.AppendLine($"   {difference}");
        }
        report.ToString().ShouldBeEmpty();
    }
}
