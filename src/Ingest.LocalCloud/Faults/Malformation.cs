using Ingest.LocalCloud.Services;

namespace Ingest.LocalCloud.Faults;

/// <summary>An HTTP 200 that proves nothing: what it says, and whether the call was carried out all the same.</summary>
/// <param name="Variant">One of <see cref="VariantsOf"/>.</param>
/// <param name="IsStored">Whether the write is done; without it nothing is.</param>
internal sealed record Malformation(string Variant, bool IsStored)
{
    /// <summary>The whole response is right but for its x-amz-crc32.</summary>
    public const string WrongChecksum = "crc32";

    private static readonly string[] OfAny = ["empty-object", "status", "error", "garbage", "trailing", "truncated", "nothing", "list", "page"];

    /// <param name="target">A service's signing name; other targets have none.</param>
    public static string[] VariantsOf(string target) => AwsServices.Find(target) is not { Faults: { } faults } service ? []
        : [.. OfAny, .. faults.Malformations, .. service.SendsChecksum ? (string[])[WrongChecksum] : []];

    /// <summary>What this kind does to the n-th call it strikes, from 1: every variant in turn, stored and not.</summary>
    public static Malformation OfStrike(FaultDefinition fault, long strike)
    {
        var variants = fault.Variant is { } only ? [only] : VariantsOf(fault.Kind.Target);
        var (turn, index) = Math.DivRem(strike - 1, variants.Length);
        return new Malformation(variants[index], fault.IsStored ?? (index + turn) % 2 == 1);
    }

    /// <summary>Puts the body of this variant into <paramref name="reply"/>.</summary>
    /// <param name="request">The call's body: it says how many results there would be.</param>
    public void Write(ReplyBuffer reply, Operation operation, ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> right = IsStored ? reply.Written.ToArray() : Right(operation, request);
        reply.Clear();
        switch (Variant)
        {
            case "empty-object": reply.Write("{}"u8); break;
            case "status": reply.Write("""{"status":"ok"}"""u8); break;
            case "error": reply.Write("""{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}"""u8); break;
            case "garbage": reply.Write("{}garbage"u8); break;
            case "trailing": reply.Write(right); reply.Write("}"u8); break;
            case "truncated": reply.Write(right[..^1]); break;
            case "nothing": break;
            case "list": reply.Write("[]"u8); break;
            case "page": reply.Write("<html><body>It works!</body></html>"u8); break;
            case WrongChecksum: reply.Write(right); break;
            default: operation.Service.Faults!.Forge(reply, operation.Name, Variant, request); break;
        }
    }

    private static byte[] Right(Operation operation, ReadOnlySpan<byte> request)
    {
        using var forged = new ReplyBuffer();
        operation.Service.Faults!.Forge(forged, operation.Name, "", request);
        return forged.Written.ToArray();
    }
}
