using System.Buffers;

namespace Ingest.Function.Events;

/// <summary>The limits of the native event that no setting changes (docs/api.md).</summary>
internal static class EventRules
{
    public const int DeviceIdLength = 128;
    public const int IdLength = 64;
    public const int TypeLength = 64;
    public const int KeyLength = 64;
    public const int MostValues = 64;
    public const int MostTags = 16;
    public const int StringBytes = 1_024;
    public const int Depth = 16;

    public static readonly SearchValues<byte> DeviceIdBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"u8);
}
