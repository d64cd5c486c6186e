using System.IO.Hashing;

namespace Ingest.LocalCloud.Tests.Faults;

/// <summary>A 200 that proves nothing, stored or not.</summary>
public sealed class MalformedTests
{
    private static readonly object[] TwoRecords = [Record("k", "1"), Record("k", "2")];

    public static TheoryData<string, string> Variants(string target)
    {
        var data = new TheoryData<string, string>();
        foreach (var variant in Malformation.VariantsOf(target))
        {
            data.Add(variant, "true");
            data.Add(variant, "false");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Variants), "kinesis")]
    public async Task KinesisAnswersWithEachVariant(string variant, string stored)
    {
        await using var aws = await LocalAws.StartStruckAsync($"kinesis:malformed:variant={variant},stored={stored}");

        var response = await aws.PutAsync(TwoRecords);

        response.Status.ShouldBe(200);
        IsProof(response.Text, "Records").ShouldBeFalse(response.Text);
        response.Headers["Content-Type"].ShouldBe("application/x-amz-json-1.1");
        aws.Endpoint.Kinesis.Stream("events").RecordCount.ShouldBe(stored == "true" ? 2 : 0);
        aws.Endpoint.Kinesis.Counts["PutRecords"].Errors.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Variants), "dynamodb")]
    public async Task DynamoDbAnswersWithEachVariant(string variant, string stored)
    {
        await using var aws = await LocalAws.StartStruckAsync($"dynamodb:malformed:variant={variant},stored={stored}");

        var response = await aws.WriteAsync(Tables.Put("a", "1"));

        response.Status.ShouldBe(200);
        var isWhole = response.Headers["x-amz-crc32"] == $"{Crc32.HashToUInt32(response.Bytes)}";
        (isWhole && IsProof(response.Text, "UnprocessedItems")).ShouldBeFalse(response.Text);
        isWhole.ShouldBe(variant != Malformation.WrongChecksum);
        aws.Endpoint.DynamoDb.Table("devices").ItemCount.ShouldBe(stored == "true" ? 1 : 0);
    }

    [Theory]
    [InlineData("kinesis", "empty-object", "{}")]
    [InlineData("kinesis", "status", """{"status":"ok"}""")]
    [InlineData("kinesis", "garbage", "{}garbage")]
    [InlineData("kinesis", "no-shard", """{"FailedRecordCount":0,"Records":[{"SequenceNumber":"49543463076548007577105092703039560359975228518395012686"},{"SequenceNumber":"49543463076548007577105092703039560359975228518395012686"}]}""")]
    [InlineData("kinesis", "no-sequence-number", """{"FailedRecordCount":0,"Records":[{"ShardId":"shardId-000000000000"},{"ShardId":"shardId-000000000000"}]}""")]
    [InlineData("dynamodb", "unprocessed-null", """{"UnprocessedItems":null}""")]
    [InlineData("dynamodb", "unprocessed-list", """{"UnprocessedItems":[]}""")]
    [InlineData("dynamodb", "truncated", """{"UnprocessedItems":{}""")]
    [InlineData("dynamodb", "trailing", """{"UnprocessedItems":{}}}""")]
    public async Task TheSeenBodiesAreThere(string target, string variant, string body)
    {
        await using var aws = await LocalAws.StartStruckAsync($"{target}:malformed:variant={variant},stored=false");

        (target == "kinesis" ? await aws.PutAsync(TwoRecords) : await aws.WriteAsync(Tables.Put("a", "1"))).Text.ShouldBe(body);
    }

    [Fact]
    public void EveryVariantComesInTurnStoredAndNot()
    {
        var fault = FaultParser.Parse("kinesis:malformed", out _)!;
        var variants = Malformation.VariantsOf("kinesis");

        var seen = Enumerable.Range(1, variants.Length * 2).Select(strike => Malformation.OfStrike(fault, strike)).ToArray();

        seen.ShouldBeUnique();
        seen.Take(variants.Length).Select(m => m.Variant).ShouldBe(variants);
        seen.Take(variants.Length).Count(m => m.IsStored).ShouldBeInRange(variants.Length / 2, (variants.Length + 1) / 2);
    }

    [Fact]
    public async Task AnErrorStaysAnError()
    {
        await using var aws = await LocalAws.StartStruckAsync("kinesis:malformed:stored=true");
        aws.Inject("kinesis:error");

        (await aws.PutAsync(TwoRecords)).Status.ShouldBe(500);
    }

    /// <summary>Whether a body has all that the API references promise.</summary>
    private static bool IsProof(string body, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(member, out var value)) return false;
            if (member == "UnprocessedItems") return value.ValueKind == JsonValueKind.Object;
            return value.ValueKind == JsonValueKind.Array && document.RootElement.GetProperty("FailedRecordCount").GetInt32() == 0
                && value.EnumerateArray().All(r => r.TryGetProperty("SequenceNumber", out _) && r.TryGetProperty("ShardId", out _));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
