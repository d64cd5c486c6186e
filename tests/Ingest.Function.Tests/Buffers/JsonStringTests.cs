using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Ingest.Function.Tests.Buffers;

public sealed class JsonStringTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Strings as long as several blocks, with what must be escaped, what may be, and what needs two UTF-16 units, anywhere in them.</summary>
    private static readonly Arbitrary<string> Strings = Gen.Elements("a", "deviceId", "sixteen bytes and more of them", "\"", "\\", "/", "\n", "\r", "\t", "\b", "\f", "\0", "\u001f", "\u007f", "ü", "€", "\ufffe", "😀")
        .ArrayOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void WhatIsEscapedReadsBackAsItWas() => Prop.ForAll(Strings, text => JsonSerializer.Deserialize<string>(Escape(text)) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void WhatIsEscapedIsUnescapedAsItWas() => Prop.ForAll(Strings, text => Unescape(Escape(text)[1..]) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void WhatOthersEscapedIsUnescaped() => Prop.ForAll(Strings, text =>
        Unescape(JsonSerializer.Serialize(text)[1..]) == text && Unescape(JsonSerializer.Serialize(text, Relaxed)[1..]) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void EveryByteBelow128IsEscapedAsTheStandardDemands()
    {
        var all = new string([.. Enumerable.Range(0, 128).Select(i => (char)i)]);

        JsonSerializer.Deserialize<string>(Escape(all)).ShouldBe(all);
    }

    [Theory]
    [InlineData("", "does not end")]
    [InlineData("no quote", "does not end")]
    [InlineData("no quote in sixteen bytes and more", "does not end")]
    [InlineData("\\", "escapes nothing")]
    [InlineData("\\x\"", "escapes nothing")]
    [InlineData("\\'\"", "escapes nothing")]
    [InlineData("a line\nbreak\"", "0x0A")]
    [InlineData("a line break behind sixteen bytes\n\"", "0x0A")]
    [InlineData("\\u12", "four hex digits")]
    [InlineData("\\u12\"", "four hex digits")]
    [InlineData("\\u12G4\"", "four hex digits")]
    [InlineData("\\u+123\"", "four hex digits")]
    [InlineData("\\ud83d\"", "four hex digits")]
    [InlineData("\\ud83d\\n1234\"", "four hex digits")]
    [InlineData("\\ud83d\\u0041\"", "surrogate")]
    [InlineData("\\ude00\\ud83d\"", "surrogate")]
    [InlineData("\\ud83d", "surrogate")]
    public void WhatIsNoTextIsAnError(string json, string why) => Should.Throw<JsonException>(() => Unescape(json)).Message.ShouldContain(why);

    private static string Escape(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var escaped = new byte[utf8.Length * JsonString.Widest];
        return $"\"{Encoding.UTF8.GetString(escaped, 0, JsonString.Escape(utf8, escaped))}\"";
    }

    /// <param name="json">From behind the opening quote; something is put behind it that is not to be read.</param>
    private static string Unescape(string json)
    {
        foreach (var rest in (string[])["", "}", ",\"isBase64Encoded\":false}"])
        {
            if (!json.EndsWith('"') && rest.Length > 0) continue;
            var utf8 = Encoding.UTF8.GetBytes(json + rest);
            var text = new byte[utf8.Length];
            JsonString.Unescape(utf8, text, out var length).ShouldBe(utf8.Length - rest.Length);
            if (rest.Length > 10) return Encoding.UTF8.GetString(text, 0, length);
        }
        throw new InvalidOperationException("It ended without a quote.");
    }
}
