namespace Ingest.LocalCloud.Services.DynamoDb;

/// <summary>ConsumedCapacity in a response, if ReturnConsumedCapacity asks for it.</summary>
internal static class Capacity
{
    public static Constraints Asked(this Constraints constraints, string? asked) =>
        constraints.OneOf("returnConsumedCapacity", asked, "INDEXES", "TOTAL", "NONE");

    /// <summary>Half a unit for each started 4 KB, a whole one if the read is consistent.</summary>
    public static double ReadUnits(int size, bool consistent) => Math.Max(1, (size + 4095) / 4096) * (consistent ? 1 : 0.5);

    public static void Write(Utf8JsonWriter json, string table, double units, string? asked)
    {
        if (asked is not ("TOTAL" or "INDEXES")) return;
        json.WritePropertyName("ConsumedCapacity"u8);
        WriteValue(json, table, units, asked);
    }

    public static void WriteValue(Utf8JsonWriter json, string table, double units, string asked)
    {
        json.WriteStartObject();
        json.WriteNumber("CapacityUnits"u8, units);
        json.WriteString("TableName"u8, table);
        if (asked == "INDEXES")
        {
            json.WriteStartObject("Table"u8);
            json.WriteNumber("CapacityUnits"u8, units);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
