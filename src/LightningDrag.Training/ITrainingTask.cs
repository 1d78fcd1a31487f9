using LightningDrag.Imaging;

namespace LightningDrag.Training;

/// <summary>What one model brings to <see cref="TrainingLoop"/>: parameters, data, loss, validation.</summary>
internal interface ITrainingTask : IDisposable
{
    /// <summary>What is trained; the order is the same in every run.</summary>
    IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>
    /// Parts that this process's share of a batch is computed in, one after the other, to save memory.
    /// </summary>
    int Parts { get; }

    /// <summary>What the run learns from, in a few words and a hash, for the run folder.</summary>
    string DataVersion { get; }

    /// <summary>Opens the data; steps then come in order from <paramref name="step"/>.</summary>
    void Start(long step, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the gradients of one part of a step's batch to the parameters'. Over all parts and processes they add up to
    /// the gradient of the batch's loss.
    /// </summary>
    /// <returns>
    /// What this part adds to the loss that is reported; it may be infinite or not a number, the step is then left out.
    /// </returns>
    double Backward(long step, int part);

    /// <summary>The keys of a step's batch, for a message about it.</summary>
    string KeysOf(long step);

    /// <summary>
    /// Measures the present weights, which are the averaged ones, and keeps them where they are the best so far.
    /// </summary>
    /// <param name="step">Steps taken.</param>
    TrainingValidation Validate(long step);
}

/// <summary>What a validation found.</summary>
/// <param name="Words">For people, in one line.</param>
/// <param name="Figures">By name.</param>
/// <param name="Pictures">Edits of held-out pairs in one picture; null where there is none to show.</param>
internal sealed record TrainingValidation(
    string Words,
    IReadOnlyDictionary<string, double> Figures,
    RasterImage? Pictures = null
);
