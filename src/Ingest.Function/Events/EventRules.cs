using System.Buffers;

namespace Ingest.Function.Events;

/// <summary>The limits of the native event that no setting changes (docs/api.md).</summary>
internal static class EventRules
{
    public const int DeviceIdLength = 128, IdLength = 64, TypeLength = 64, KeyLength = 64;
    public const int MostValues = 64, MostTags = 16;
    public const int StringBytes = 1_024;
    public const int Depth = 16;

    public static readonly SearchValues<byte> DeviceIdBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"u8);
}
