using Ingest.Function.Endpoints;

namespace Ingest.Function.Tests.Endpoints;

public sealed class EventsOptionsTests
{
    [Theory]
    [InlineData("dryRun=true")]
    [InlineData("dryRun")]
    [InlineData("dryRun=")]
    [InlineData("dryRun=1")]
    [InlineData("dryRun=yes")]
    [InlineData("dryRun=ON")]
    [InlineData("dryrun=True")]
    [InlineData("DRYRUN=true")]
    [InlineData("dryRun=%74rue")]
    [InlineData("dry%52un=true")]
    [InlineData("a=b&dryRun=+true&c")]
    [InlineData("dryRun=true&dryRun=1")]
    public void ADryRunIsUnderstoodHoweverItIsSpelled(string query) => Read(query).ShouldBe(new EventsOptions(IsStrict: false, IsDryRun: true));

    [Theory]
    [InlineData("")]
    [InlineData("dryRun=false")]
    [InlineData("dryRun=0")]
    [InlineData("dryRun=No")]
    [InlineData("source=gateway&trace=%zz&landing=1&test=2")]
    public void AnythingElseWrites(string query) => Read(query).ShouldBe(default);

    [Theory]
    [InlineData("dryRun=maybe", "dryRun is 'maybe'; it must be true or false. Nothing was written.")]
    [InlineData("dryRun=true&dryRun=false", "dryRun is both true and false; say one. Nothing was written.")]
    [InlineData("dry-run=true", "The query parameter 'dry-run' is not known. Is ?dryRun=true or the header Prefer: handling=strict meant? Nothing was written.")]
    [InlineData("dry_run", null)]
    [InlineData("dryRn=1", null)]
    [InlineData("isDryRun=true", null)]
    [InlineData("dry=1", null)]
    [InlineData("validateOnly=true", null)]
    [InlineData("strict=true", null)]
    [InlineData("handling=strict", null)]
    [InlineData("%64ry%2Drun=1", null)]
    [InlineData("x=1;dryRun=true", "The value of a query parameter 'dryRun=true' is not known. Is ?dryRun=true or the header Prefer: handling=strict meant? Nothing was written.")]
    [InlineData("x=1?dryRun=true", null)]
    [InlineData("x=1%26dryRun=true", null)]
    [InlineData("x=1;strict", null)]
    [InlineData("mode=dryRun", null)]
    [InlineData("mode=dry-run", null)]
    public void AParameterThatIsNotUnderstoodIsRefused(string query, string? detail) => Refused(query, null, detail);

    [Theory]
    [InlineData("handling=strict")]
    [InlineData("Handling=\"Strict\"")]
    [InlineData("respond-async, handling=strict; x=1, wait=5")]
    [InlineData("handling=strict, handling=strict")]
    public void StrictHandlingIsUnderstood(string prefer) => Read("", prefer).ShouldBe(new EventsOptions(IsStrict: true, IsDryRun: false));

    [Theory]
    [InlineData("")]
    [InlineData("handling=lenient")]
    [InlineData("return=minimal, respond-async")]
    public void OtherPreferencesAreIgnored(string prefer) => Read("", prefer).ShouldBe(default);

    [Theory]
    [InlineData("handling=stric", "Prefer: handling is 'stric'; it must be strict or lenient. Nothing was written.")]
    [InlineData("handling", null)]
    [InlineData("handling=strict, handling=lenient", null)]
    [InlineData("strict", null)]
    [InlineData("hanling=strict", null)]
    [InlineData("dry-run", null)]
    [InlineData("hanlding=strict", null)]
    [InlineData("return=minimal; handling=strict", "The parameter of a preference 'handling=strict' is not known. Is Prefer: handling=strict, handling=lenient (behind a comma) or ?dryRun=true meant? Nothing was written.")]
    [InlineData("wait=5;dryRun", null)]
    [InlineData("mode=dryRun", null)]
    public void APreferenceThatIsNotUnderstoodIsRefused(string prefer, string? detail) => Refused("", prefer, detail);

    private static void Refused(string query, string? prefer, string? detail)
    {
        var e = Should.Throw<ProblemException>(() => Read(query, prefer));
        e.Problem.ShouldBe(Problem.InvalidOption);
        if (detail is not null) e.Message.ShouldBe(detail);
    }

    private static EventsOptions Read(string query, string? prefer = null) =>
        EventsOptions.Read(new FunctionUrlRequest { RawQueryString = query }.With(("prefer", prefer)));
}
