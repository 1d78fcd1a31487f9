using System.Globalization;

namespace LightningDrag.Training.Distributed;

/// <summary>The processes that mpirun, or srun with PMIx, has started.</summary>
internal sealed class MpiProcessGroup : IProcessGroup
{
    private MpiProcessGroup() => (Rank, Count) = Mpi.Join();

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>All processes of this run: those started together, or this one alone.</summary>
    public static IProcessGroup OfThisRun()
    {
        bool together =
            Number("OMPI_COMM_WORLD_SIZE") > 1
            || (Number("SLURM_NTASKS") > 1 && Environment.GetEnvironmentVariable("PMIX_RANK") is not null);
        return together ? new MpiProcessGroup() : new SingleProcess();
    }

    /// <inheritdoc/>
    public void Sum(Span<double> values) => Mpi.Sum(values);

    /// <inheritdoc/>
    public IGradientSum SumGradients(IReadOnlyList<NamedParameter> parameters) => new GradientBuckets(parameters);

    /// <inheritdoc/>
    public void Dispose() => Mpi.Leave();

    private static int Number(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int value
        )
            ? value
            : 0;
}
