using Ingest.Function.Settings;

namespace Ingest.Template.Tests;

public sealed class AuthenticationTests
{
    private static readonly string Keys = $$"""[{"name":"a","sha256":"{{new string('a', 64)}}"}]""";

    [Fact]
    public void APublicUrlNeedsKeysASecretOrConsent()
    {
        Read(("UrlAuth", "NONE")).BrokenRules().ShouldBe(["UrlAuth is NONE or an edge signs for everyone, so everyone may post. Set ApiKeys or HmacSecrets, or consent with AllowAnonymous=true."]);
        Read(("UrlAuth", "NONE"), ("ApiKeys", Keys)).BrokenRules().ShouldBeEmpty();
        Read(("UrlAuth", "NONE"), ("HmacSecrets", "s")).BrokenRules().ShouldBeEmpty();
        Read(("UrlAuth", "NONE"), ("AllowAnonymous", "true")).BrokenRules().ShouldBeEmpty();
    }

    [Fact]
    public void WhatWouldBePassedOverIsRefused()
    {
        Read().BrokenRules().ShouldBeEmpty();
        Read(("ApiKeys", Keys)).BrokenRules().ShouldHaveSingleItem();
        Read(("UrlAuth", "NONE"), ("ApiKeys", Keys), ("HmacSecrets", "s")).BrokenRules().ShouldBe(["Set ApiKeys or HmacSecrets, not both."]);
    }

    [Fact]
    public void BehindAnEdgeTheFunctionAsksAndTheUrlIsSigned()
    {
        var edge = ("EdgeDistributionArn", "arn:aws:cloudfront::123456789012:distribution/E1");

        Read(edge).BrokenRules().ShouldHaveSingleItem();
        Read(edge, ("UrlAuth", "NONE"), ("ApiKeys", Keys)).BrokenRules().ShouldBe(["EdgeDistributionArn is for UrlAuth=AWS_IAM; a URL that everyone may call needs no edge's signature."]);
        Read(edge, ("ApiKeys", Keys)).BrokenRules().ShouldBeEmpty();
        Settings(edge, ("ApiKeys", Keys)).Auth.ShouldBe(AuthenticationKind.ApiKey);
    }

    [Fact]
    public void TheFunctionAsksForWhatWasSet()
    {
        Settings().Auth.ShouldBe(AuthenticationKind.Iam);
        Settings(("UrlAuth", "NONE"), ("ApiKeys", Keys)).Auth.ShouldBe(AuthenticationKind.ApiKey);
        Settings(("UrlAuth", "NONE"), ("HmacSecrets", "0123456789abcdef0123456789abcdef"), ("HmacPreset", "github")).Auth.ShouldBe(AuthenticationKind.Hmac);
        Settings(("UrlAuth", "NONE"), ("AllowAnonymous", "true")).Auth.ShouldBe(AuthenticationKind.None);
    }

    /// <summary>The rules cannot be passed by: CloudFormation takes no template that names none, the function none either.</summary>
    [Fact]
    public void WithoutConsentTheFunctionDoesNotStartEither() =>
        Should.Throw<SettingsException>(() => Settings(("UrlAuth", "NONE"))).Message.ShouldContain("ALLOW_ANONYMOUS");

    private static CloudFormationTemplate Read(params (string Name, string Value)[] parameters) => CloudFormationTemplate.Read(parameters);

    private static IngestSettings Settings(params (string Name, string Value)[] parameters)
    {
        var variables = Read(parameters).Resources()["IngestFunction"].Map("Properties", "Environment", "Variables");
        return IngestSettings.Read(name => ((string?)variables.GetValueOrDefault(name))?.Trim('<', '>'));
    }
}
