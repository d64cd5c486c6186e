using System.Text;

namespace Ingest.Function.Tests.Settings;

public sealed class AuthenticationSettingsTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void UnlessToldOtherwiseThePlatformVerifies() => Read().Auth.ShouldBe(AuthenticationKind.Iam);

    [Fact]
    public void EveryoneMayPostOnlyIfThatIsMeant()
    {
        Fails(("AUTH", "none")).ShouldHaveSingleItem().ShouldBe("AUTH is none, so everyone may post. If that is meant, set ALLOW_ANONYMOUS=true; otherwise set AUTH to iam, api-key or hmac.");
        Read(("AUTH", "none"), ("ALLOW_ANONYMOUS", "true")).Auth.ShouldBe(AuthenticationKind.None);
    }

    [Theory]
    [InlineData("api-key", "AUTH is api-key, and API_KEYS holds no key. ./ingest keys new makes one.")]
    [InlineData("hmac", "AUTH is hmac, and HMAC_SECRETS is not set: it must hold the secret.")]
    public void WhatItVerifiesByMustBeThere(string auth, string error) => Fails(("AUTH", auth)).ShouldHaveSingleItem().ShouldBe(error);

    [Fact]
    public void AKeyHasANameAndAHashAndMayHaveMore()
    {
        var keys = Read(("AUTH", "api-key"), ("API_KEYS", $$"""[{"name":"a","sha256":"{{Hash}}"},{"name":"b","generation":2,"sha256":"{{new string('B', 64)}}","devices":"b-","expires":"2027-01-01"}]""")).ApiKeys;

        (keys[0].Name, keys[0].Generation, keys[0].Hash.Length, keys[0].Devices.Length, keys[0].Expires).ShouldBe(("a", 1, 32, 0, null));
        (keys[1].Name, keys[1].Generation, keys[1].Hash[0], Encoding.ASCII.GetString(keys[1].Devices), keys[1].Expires).ShouldBe(("b", 2, (byte)0xBB, "b-", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("ingest_secret", "API_KEYS is not well-formed JSON, at line 1, byte 0.")]
    [InlineData("{}", "API_KEYS must be a JSON array of keys.")]
    [InlineData("[1]", "API_KEYS[0] must be an object.")]
    [InlineData("""[{"name":"a","sha256":"ingest_secret"}]""", "API_KEYS[0].sha256 must be the 64 hex digits of the key's SHA-256, which ./ingest keys hash prints; it has 13 characters.")]
    [InlineData("""[{"name":"ingest secret","sha256":"HASH"}]""", "API_KEYS[0].name must be 1 to 64 letters, digits, '.', '_' and '-'.")]
    [InlineData("""[{"name":"a","ingest_secret":1,"sha256":"HASH"}]""", "API_KEYS[0] has a member that is not known; a key has name, generation, sha256, devices and expires.")]
    [InlineData("""[{"sha256":"HASH"}]""", "API_KEYS[0] has no name.")]
    [InlineData("""[{"name":"a","sha256":"HASH"},{"name":"b","sha256":"HASH"}]""", "API_KEYS[1] has the sha256 of API_KEYS[0]; each key stands there once.")]
    [InlineData("""[{"name":"a","sha256":"HASH","expires":"soon"}]""", "API_KEYS[0].expires must be a date such as 2027-01-01, or 2027-01-01T00:00:00Z.")]
    [InlineData("""[{"name":"a","sha256":"HASH","generation":0}]""", "API_KEYS[0].generation must be a whole number from 1 to 9999.")]
    [InlineData("""[{"name":"a","sha256":"HASH","devices":"a/"}]""", "API_KEYS[0].devices must be the beginning of its devices' ids: 1 to 128 characters of A-Z a-z 0-9 . _ : -")]
    public void WhatIsWrongWithKeysIsNamedAndNeverQuoted(string keys, string error)
    {
        var errors = Fails(("AUTH", "api-key"), ("API_KEYS", keys.Replace("HASH", Hash, StringComparison.Ordinal)));

        errors.ShouldContain(error);
        errors.ShouldAllBe(e => !e.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("standard-webhooks", "not-base64!", "Secret 1 of HMAC_SECRETS must be base64, behind whsec_ or alone.")]
    [InlineData("standard-webhooks", "whsec_AAAA", "Secret 1 of HMAC_SECRETS must have 16 bytes (128 bits) or more; it has 3.")]
    [InlineData("github", "aaaaaaaaaaaaaaaa tiny", "Secret 2 of HMAC_SECRETS must have 16 bytes (128 bits) or more; it has 4.")]
    [InlineData("slack", "aaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa", "HMAC_SECRETS must hold one secret, or two separated by a space while one replaces the other; it holds 3.")]
    public void WhatIsWrongWithSecretsIsNamedAndNeverQuoted(string preset, string secrets, string error) =>
        Fails(("AUTH", "hmac"), ("HMAC_PRESET", preset), ("HMAC_SECRETS", secrets)).ShouldHaveSingleItem().ShouldBe(error);

    [Fact]
    public void KeysMayStandInAFile()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, $$"""[{"name":"a","sha256":"{{Hash}}"}]""");

        Read(("AUTH", "api-key"), ("API_KEYS", path)).ApiKeys.ShouldHaveSingleItem();
        File.Delete(path);
        Fails(("AUTH", "api-key"), ("API_KEYS", path)).ShouldContain($"API_KEYS names the file {path}, which is not there.");
    }

    private static IReadOnlyList<string> Fails(params (string Name, string Value)[] variables) => Should.Throw<SettingsException>(() => Read(variables)).Errors;

    private static IngestSettings Read(params (string Name, string Value)[] variables) =>
        IngestSettings.Read(name => name is "STREAM_NAME" or "TABLE_NAME" ? "telemetry" : variables.FirstOrDefault(v => v.Name == name).Value);
}
