namespace Ingest.LocalCloud.Tests.Services.CloudWatch;

public sealed class MetricMathTests
{
    // Periods of a minute from 0 on; a missing value is left out.
    private static readonly Dictionary<string, SortedDictionary<long, double>> Metrics = new()
    {
        ["m1"] = new() { [0] = 1, [60] = 2, [120] = 4 },
        ["m2"] = new() { [0] = 10, [120] = 0 },
        ["none"] = [],
    };

    [Theory]
    [InlineData("m1", "0=1 60=2 120=4")]
    [InlineData("1 + 2 * 3 ^ 2", "19")]
    [InlineData("-m1 + 1", "0=0 60=-1 120=-3")]
    [InlineData("(m1 + 1) * 2", "0=4 60=6 120=10")]
    [InlineData("m1 + m2", "0=11 120=4")]
    [InlineData("100 * m1 / m2", "0=10")]
    [InlineData("IF(m2 > 0, 100 * m1 / m2, 0)", "0=10 120=0")]
    [InlineData("IF(m1 >= 2 AND m1 < 4, m1)", "60=2")]
    [InlineData("IF(m1 == 1 || m1 == 4, 1, 0)", "0=1 60=0 120=1")]
    [InlineData("m1 != 2", "0=1 60=0 120=1")]
    [InlineData("SUM(m1)", "7")]
    [InlineData("AVG(m1) + MIN(m1) + MAX(m1)", "7.333333333333334")]
    [InlineData("SUM(METRICS())", "0=11 60=2 120=4")]
    [InlineData("SUM([m1, m2])", "0=11 60=2 120=4")]
    [InlineData("MAX(METRICS(\"m\"))", "0=10 60=2 120=4")]
    [InlineData("RATE(m1)", "60=0.016666666666666666 120=0.03333333333333333")]
    [InlineData("DIFF(m1)", "60=1 120=2")]
    [InlineData("FILL(m2, 5)", "0=10 60=5 120=0")]
    [InlineData("FILL(m2, REPEAT)", "0=10 60=10 120=0")]
    [InlineData("FILL(m2, LINEAR)", "0=10 60=5 120=0")]
    [InlineData("FILL(none, 0) + m1", "0=1 60=2 120=4")]
    [InlineData("ABS(-3) + CEIL(1.2) + FLOOR(1.8)", "6")]
    [InlineData("none + m1", "")]
    [InlineData("SUM(none)", "")]
    public void AnExpressionIsEvaluated(string expression, string expected) => Evaluate(expression).ShouldBe(expected);

    [Theory]
    [InlineData("m3", "There is no metric with the id m3.")]
    [InlineData("m1 +", "The expression ends too early.")]
    [InlineData("(m1", "')' is missing at the end.")]
    [InlineData("m1 m2", "'m2' is not expected in 'm1 m2'.")]
    [InlineData("SUM(m1, m2)", "SUM takes 1 arguments, not 2.")]
    [InlineData("SEARCH(m1)", "The function SEARCH is not computed here;")]
    [InlineData("M1", "'M1' is not expected; an id begins with a lower-case letter.")]
    [InlineData("m1 § 2", "'§' is not expected in 'm1 § 2'.")]
    [InlineData("METRICS(\"m", "A string does not end.")]
    public void WhatIsWrongIsNamed(string expression, string problem) => Should.Throw<MathException>(() => Evaluate(expression)).Message.ShouldStartWith(problem);

    private static string Evaluate(string expression)
    {
        var value = MetricMath.Evaluate(
            expression,
            id => Metrics.TryGetValue(id, out var series) ? MathValue.Of(series) : throw new MathException($"There is no metric with the id {id}."),
            filter => new MathValue(null, [.. Metrics.Where(metric => filter is null || metric.Key.Contains(filter)).Select(metric => metric.Value)]),
            new MathRange(0, 180, 60));
        return value.Number is { } number ? $"{number}" : string.Join(' ', value.Series.Single().Select(point => $"{point.Key}={point.Value}"));
    }
}
