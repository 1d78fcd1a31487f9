namespace LightningDrag.Evaluation.Baselines;

/// <summary>What every report compares a model with.</summary>
internal static class MotionBaselines
{
    /// <summary>All baselines, the one without motion first.</summary>
    public static IReadOnlyList<IMotionBaseline> All { get; } =
    [new Unchanged(), new RigidLeastSquaresWarp(), new ThinPlateWarp(), new AnchoredShepardField()];
}
