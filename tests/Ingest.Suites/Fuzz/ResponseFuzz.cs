using System.Net;
using System.Runtime.InteropServices;
using Ingest.Function.Aws;
using Ingest.Function.Formats.Native;
using Ingest.Function.Http;

namespace Ingest.Suites.Fuzz;

/// <summary>
/// Odd responses of a sink and of the runtime API: however they come in pieces they are read alike, nothing but the exceptions
/// for what is no response comes out, and no unit counts as stored without the evidence that a second reading finds.
/// </summary>
internal static class ResponseFuzz
{
    private const int Units = 3;
    private const int LongestResponse = 64 * 1024;

    private static readonly string[] Results =
    [
        """{"SequenceNumber":"49","ShardId":"shardId-000000000000"}""", """{"SequenceNumber":"50","ShardId":"shardId-000000000001","EncryptionType":"KMS"}""",
        """{"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"Rate exceeded"}""", """{"ErrorCode":"InternalFailure","ErrorMessage":"x"}""",
        "{}", "null", """{"SequenceNumber":""}""", """{"ErrorCode":null,"SequenceNumber":"1","ShardId":"s"}""", """{"SequenceNumber":7,"ShardId":"s"}""", """{"ErrorCode":""}""",
    ];

    private static readonly string[] Bodies = ["{}", "", "{}garbage", """{"status":"ok"}""", """{"__type":"com.amazonaws#InternalServerError"}""", "null", "[]", "<html></html>"];

    /// <summary>Runs the n-th case of a seed.</summary>
    /// <returns>What kind of case it was, for the tally.</returns>
    /// <exception cref="FuzzViolationException">A property does not hold.</exception>
    public static string Run(int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_033) + number));
        var isKinesis = random.Next(2) == 0;
        var body = Encoding.UTF8.GetBytes(random.Next(6) == 0 ? Bodies[random.Next(Bodies.Length)] : isKinesis ? PutRecords(random) : BatchWriteItem(random));
        if (random.Next(3) > 0) body = ByteMutator.Mutate(body, random);
        if (random.Next(3) == 0) return Frame(body, random);

        using var batch = Batch();
        var call = Call(batch, isKinesis);
        WriteOutcome[] outcomes;
        try
        {
            outcomes = (isKinesis ? PutRecordsEvidence.Read(body, call.Outcomes, out _) : BatchWriteItemEvidence.Read(body, "events", call, new EventItems(), out _)).ToArray();
        }
        // InvalidOperationException: a string is no Unicode. To the sink any exception is the lack of proof.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "sink response, no proof";
        }
        catch (Exception e)
        {
            throw new FuzzViolationException($"An exception came out of {Encoding.UTF8.GetString(body)}: {e}");
        }
        var proven = isKinesis ? ProvenRecords(body) : ProvenItems(body);
        for (var unit = 0; unit < Units && outcomes.Length == Units; unit++)
        {
            if (outcomes[unit] == WriteOutcome.Written && !proven[unit]) throw new FuzzViolationException($"Unit {unit} counts as stored by {Encoding.UTF8.GetString(body)}");
        }
        return "sink response, read";
    }

    private static string PutRecords(Random random)
    {
        var results = Enumerable.Range(0, random.Next(8) == 0 ? random.Next(5) : Units).Select(_ => Results[random.Next(random.Next(3) == 0 ? Results.Length : 2)]).ToArray();
        var failed = random.Next(6) == 0 ? random.Next(4) : results.Count(r => r.Contains("ErrorCode", StringComparison.Ordinal));
        return $$"""{"FailedRecordCount":{{failed}},"Records":[{{string.Join(',', results)}}]}""";
    }

    private static string BatchWriteItem(Random random)
    {
        var unprocessed = Enumerable.Range(0, random.Next(3)).Select(_ => Handed(random.Next(random.Next(3) == 0 ? 5 : Units))).ToArray();
        if (unprocessed.Length == 0) return random.Next(6) == 0 ? """{"UnprocessedItems":null}""" : """{"UnprocessedItems":{}}""";
        return $$$"""{"UnprocessedItems":{"{{{(random.Next(8) == 0 ? "other" : "events")}}}":[{{{string.Join(',', unprocessed)}}}]}}""";
    }

    private static string Handed(int id) => """{"PutRequest":{"Item":{"deviceId":{"S":"d"},"sk":{"S":"2026-11-21T12:00:00.000Z#ID"},"data":{"S":"-"}}}}""".Replace("ID", $"{id}", StringComparison.Ordinal);

    private static EventBatch Batch()
    {
        var json = $"[{string.Join(',', Enumerable.Range(0, Units).Select(i => $"{{\"deviceId\":\"d\",\"id\":\"{i}\",\"time\":\"2026-11-21T12:00:00.000Z\",\"values\":{{\"a\":1}}}}"))}]";
        var batch = EventBatch.Rent(Encoding.UTF8.GetBytes(json), FuzzTarget.RequestId, FuzzTarget.Now.ToUnixTimeMilliseconds());
        BodyReader.Read(batch, new IngestSettings());
        return batch;
    }

    private static SinkCall Call(EventBatch batch, bool isKinesis)
    {
        var (limits, write) = isKinesis ? (KinesisLimits.PutRecords, new PlainRecords().Prepare(batch)) : (DynamoDbLimits.BatchWriteItem, new EventItems().Prepare(batch, new ItemSize(Expires: true)));
        var queue = new WriteQueue(limits, RetrySchedule.Default(new Random(1)), isShared: false);
        write.Deadline = TimeSpan.FromSeconds(10);
        queue.Add(write);
        return queue.TakeCall(TimeSpan.Zero)!;
    }

    /// <summary>Which records the whole of a response proves, read with objects; none if it disagrees with itself.</summary>
    private static bool[] ProvenRecords(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var results = document.RootElement.GetProperty("Records").EnumerateArray().ToArray();
        return [.. results.Select(r => r.ValueKind == JsonValueKind.Object && HasText(r, "SequenceNumber") && HasText(r, "ShardId") && !HasText(r, "ErrorCode"))];
    }

    private static bool[] ProvenItems(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var tables = document.RootElement.GetProperty("UnprocessedItems").EnumerateObject().ToArray();
        var left = tables.SelectMany(t => t.Value.EnumerateArray()).Select(r => r.GetProperty("PutRequest").GetProperty("Item").GetProperty("sk").GetProperty("S").GetString()).ToHashSet(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, Units).Select(i => !left.Contains($"2026-11-21T12:00:00.000Z#{i}"))];
    }

    private static bool HasText(JsonElement e, string name) => e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(value).Length > 2;

    private static string Frame(byte[] body, Random random)
    {
        var head = random.Next(5) switch
        {
            0 => $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n",
            1 => "HTTP/1.1 204 No Content\r\n\r\n",
            2 => $"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nContent-Length: {body.Length + random.Next(2)}\r\n\r\n",
            3 => "HTTP/1.0 500 Error\r\nConnection: close\r\n\r\n",
            _ => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nx-amzn-errortype: X\r\n\r\n",
        };
        byte[] message = [.. Encoding.ASCII.GetBytes(head), .. body, .. head.Contains("chunked", StringComparison.Ordinal) ? "\r\n0\r\n\r\n"u8.ToArray() : []];
        if (random.Next(2) == 0) message = ByteMutator.Mutate(message, random);
        var whole = Read(message, message.Length);
        foreach (var piece in (int[])[1, random.Next(2, 40)])
        {
            if (Read(message, piece) is var pieces && pieces != whole) throw new FuzzViolationException($"In pieces of {piece} it is {pieces}, whole {whole}: {Encoding.Latin1.GetString(message)}");
        }
        return "response in pieces";
    }

    /// <summary>What a reading comes to.</summary>
    private static string Read(byte[] message, int piece)
    {
        using var framing = new ResponseFraming(LongestResponse);
        framing.Restart();
        try
        {
            for (var at = 0; ;)
            {
                var length = Math.Min(piece, message.Length - at);
                var room = framing.Free();
                length = Math.Min(length, room.Length);
                message.AsSpan(at, length).CopyTo(room.Span);
                at += length;
                if (framing.Advance(length)) break;
                if (length == 0) return "cut off";
            }
            // An error's words are read from whatever came.
            var response = framing.Response;
            if (response.Status != (int)HttpStatusCode.OK) ErrorResponse.Read(response);
            return $"{response.Status} {Convert.ToHexString(response.Body.Span)}";
        }
        catch (IOException)
        {
            return "no response";
        }
        catch (Exception e)
        {
            throw new FuzzViolationException($"An exception came out of {Encoding.Latin1.GetString(message)}: {e}");
        }
    }
}
