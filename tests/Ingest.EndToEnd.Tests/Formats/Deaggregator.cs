using System.Diagnostics;
using System.Text.Json;

namespace Ingest.EndToEnd.Tests.Formats;

/// <summary>A record as an application sees it.</summary>
/// <param name="Outer">The stream's record it came in.</param>
/// <param name="SubSequenceNumber">Its place in there; null where the outer record is no aggregate.</param>
/// <param name="ExplicitHashKey">Null where it names none.</param>
internal sealed record UserRecord(ReadRecord Outer, int? SubSequenceNumber, string PartitionKey, UInt128? ExplicitHashKey, byte[] Data);

/// <summary>Takes aggregated records apart with the npm package aws-kinesis-agg, checksums verified.</summary>
internal static class Deaggregator
{
    /// <exception cref="InvalidOperationException">The package could not read a record; the message says which.</exception>
    public static async Task<List<UserRecord>> RunAsync(IReadOnlyList<ReadRecord> records)
    {
        using var node = NodeProgram.Start(new ProcessStartInfo("node", ["deaggregate.js"])
        {
            UseShellExecute = false,
            WorkingDirectory = await NodePackages.FolderAsync("tests/emulators"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        foreach (var record in records)
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { partitionKey = record.PartitionKey, sequenceNumber = record.SequenceNumber, data = Convert.ToBase64String(record.Data) }));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        if (node.ExitCode != 0) throw new InvalidOperationException(await errors);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

        UserRecord Read(string line)
        {
            var user = JsonDocument.Parse(line).RootElement;
            return new UserRecord(
                records[user.GetProperty("record").GetInt32()],
                user.TryGetProperty("subSequenceNumber", out var number) ? number.GetInt32() : null,
                user.GetProperty("partitionKey").GetString()!,
                user.TryGetProperty("explicitHashKey", out var key) ? UInt128.Parse(key.GetString()!) : null,
                user.GetProperty("data").GetBytesFromBase64());
        }
    }
}
