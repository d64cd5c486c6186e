namespace Ingest.Function.Problems;

/// <summary>Ends a request whose body cannot be read at all; nothing has been written when it is thrown.</summary>
internal sealed class ProblemException(Problem problem, string detail) : Exception(detail)
{
    public Problem Problem { get; } = problem;
}
