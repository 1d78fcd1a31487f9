namespace LightningDrag.Training.Synthetic;

/// <summary>What a layer does between source and target.</summary>
internal enum LayerMotionKind
{
    Still,

    /// <summary>Rotation, scale and translation of the whole layer.</summary>
    Similarity,

    /// <summary>A similarity and a smooth random deformation.</summary>
    NonRigid,

    /// <summary>A part beyond a joint line turns, the rest stays.</summary>
    Articulated,

    /// <summary>A region of one photo moves and the surroundings stretch.</summary>
    Elastic,
}

/// <summary>A layer's motion in short; the flow has it in full.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Rotation">Radians, clockwise on screen.</param>
/// <param name="Scale">1 = unchanged.</param>
/// <param name="TranslationX">Displacement of the pivot in window pixels.</param>
/// <param name="TranslationY">Displacement of the pivot in window pixels.</param>
internal readonly record struct LayerMotion(
    LayerMotionKind Kind,
    float Rotation,
    float Scale,
    float TranslationX,
    float TranslationY
)
{
    public static LayerMotion Still => new(LayerMotionKind.Still, 0, 1, 0, 0);

    public bool IsMoving => Kind != LayerMotionKind.Still;
}

/// <summary>
/// A source window, the same scene after a motion, and the exact motion: what one training sample is made of. Maps are
/// row by row, size × size; those of 0 and 1 are bytes.
/// </summary>
internal sealed class SyntheticPair(int size)
{
    /// <summary>Side of the window in pixels.</summary>
    public int Size { get; } = size;

    /// <summary>[3, size, size] red, green and blue planes, 0…255.</summary>
    public byte[] Source { get; } = new byte[3 * size * size];

    /// <summary>[3, size, size] red, green and blue planes, 0…255.</summary>
    public byte[] Target { get; } = new byte[3 * size * size];

    /// <summary>Horizontal displacement of each source pixel, in window pixels.</summary>
    public float[] FlowX { get; } = new float[size * size];

    /// <summary>Vertical displacement of each source pixel, in window pixels.</summary>
    public float[] FlowY { get; } = new float[size * size];

    /// <summary>Source frame: 1 where the flow is known (everywhere, in a synthetic pair).</summary>
    public byte[] FlowValid { get; } = new byte[size * size];

    /// <summary>
    /// Source frame: 1 where the pixel stays visible in the target, 0 where it gets covered or leaves the window.
    /// </summary>
    public byte[] Visibility { get; } = new byte[size * size];

    /// <summary>
    /// Source frame: index into <see cref="Layers"/> of what one sees at the pixel; 0 is the still backdrop.
    /// </summary>
    public byte[] LayerId { get; } = new byte[size * size];

    /// <summary>Target frame: 1 where the pixel shows what the source does not.</summary>
    public byte[] Disocclusion { get; } = new byte[size * size];

    /// <summary>
    /// Target frame: 0 where the colour is made up (a hole in a real photo's background), so no example for a filler.
    /// </summary>
    public byte[] TargetValid { get; } = new byte[size * size];

    /// <summary>Source frame: the editable mask that a person might have drawn, 1 = may change.</summary>
    public byte[] Mask { get; } = new byte[size * size];

    /// <summary>
    /// What each layer (or, in an elastic pair, each moving region) does, from the back to the front.
    /// </summary>
    public IReadOnlyList<LayerMotion> Layers { get; set; } = [];

    /// <summary>What a drag of it means, from 0 (a part bends) to 1 (whole things move).</summary>
    public float Scope { get; set; }

    /// <summary>Whether things with true outlines move.</summary>
    public bool IsOfThings { get; set; }

    /// <summary>Displacements up to this many pixels count as standing still: 1 px in a window of 256.</summary>
    public float StillThreshold => Size / 256f;
}
