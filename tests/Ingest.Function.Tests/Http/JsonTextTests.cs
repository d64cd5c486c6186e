using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Function.Http;

namespace Ingest.Function.Tests.Http;

public sealed class JsonTextTests
{
    [Fact]
    public void WhatIsEscapedReadsBackAsItWas() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        // Lone surrogates have no UTF-8 form.
        var utf8 = Encoding.UTF8.GetBytes(text ?? "");
        var escaped = new byte[utf8.Length * JsonText.Widest];
        var length = JsonText.Escape(utf8, escaped);
        var json = $"\"{Encoding.UTF8.GetString(escaped, 0, length)}\"";
        return JsonSerializer.Deserialize<string>(json) == Encoding.UTF8.GetString(utf8);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void EveryControlCharacterReadsBack()
    {
        var controls = Enumerable.Range(0, 0x21).Select(i => (byte)i).Concat("\"\\"u8.ToArray()).ToArray();
        var escaped = new byte[controls.Length * JsonText.Widest];

        var length = JsonText.Escape(controls, escaped);

        JsonSerializer.Deserialize<string>($"\"{Encoding.ASCII.GetString(escaped, 0, length)}\"").ShouldBe(Encoding.ASCII.GetString(controls));
    }
}
