using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>What an edit gave.</summary>
/// <param name="Candidates">The results, best first; where drags were read in several ways, the likeliest reading
/// first.</param>
/// <param name="Mask">The mask that was used: the request's, or the one suggested for it; of several readings all
/// of theirs together.</param>
/// <param name="Window">The part of the source that the model looked at; it may reach beyond the image.</param>
public sealed record DragResult(IReadOnlyList<Candidate> Candidates, EditMask Mask, PixelRectangle Window)
{
    /// <summary>
    /// Set where the request's mask leaves out a good part of the thing that the drags take hold of: that part stays
    /// behind. Null where it does not, no mask was given, or the model does not know where things end.
    /// </summary>
    public ThingCut? Cut { get; init; }
}

/// <summary>A mask that cuts through a thing.</summary>
/// <param name="Outside">Share of the thing that may not change, 0…1.</param>
/// <param name="Larger">The mask with the room that the whole thing needs, of the source's size.</param>
public sealed record ThingCut(float Outside, EditMask Larger);

/// <summary>One result.</summary>
/// <param name="Image">The whole picture at the source's resolution; outside the mask every byte equals the
/// source's.</param>
/// <param name="Seed">
/// The same request with this seed, these steps and one candidate gives this picture again; where
/// <see cref="Models.DragModelInfo.JointCandidates"/>, with as many candidates as there were.
/// </param>
/// <param name="Steps">Denoising steps taken.</param>
/// <param name="Arrival">
/// For each point pair, how far the handle's content ended from its target, in source pixels: zero by construction
/// (<c>compact</c>) or measured by matching the network's features (<c>sd15</c>); null where a model does neither. A
/// target outside the mask cannot be reached: there it is at least the distance to the mask.
/// </param>
/// <param name="Timings">Where the time went.</param>
public sealed record Candidate(
    RasterImage Image,
    long Seed,
    int Steps,
    IReadOnlyList<float>? Arrival,
    StageTimings Timings
)
{
    /// <summary>
    /// What the drags mean in it: the request's <see cref="DragRequest.Scope"/>, or the reading that was tried. With
    /// this scope, too, the request gives the picture again.
    /// </summary>
    public DragScope Scope { get; init; }

    /// <summary>
    /// What can be seen to be wrong with it, which arrival does not tell; null where the model cannot say
    /// (<c>sd15</c>).
    /// </summary>
    public ResultFaults? Faults { get; init; }
}

/// <summary>
/// Where the time of one candidate went. Candidates are denoised and decoded in batches; each gets its share.
/// </summary>
/// <param name="Mask">Suggesting a mask; zero where one was given.</param>
/// <param name="Encode">Encoding the source window and conditioning on the drag; only the latter where the window was
/// known.</param>
/// <param name="Denoise">All denoising steps.</param>
/// <param name="Decode">From latent to picture.</param>
/// <param name="PasteBack">Into the source.</param>
public sealed record StageTimings(TimeSpan Mask, TimeSpan Encode, TimeSpan Denoise, TimeSpan Decode, TimeSpan PasteBack)
{
    /// <summary>Everything together.</summary>
    public TimeSpan Total => Mask + Encode + Denoise + Decode + PasteBack;
}

/// <summary>A quick look at an edit, for live dragging.</summary>
/// <param name="Patch">The part of the picture that may change, at the source's resolution or, for large windows,
/// shrunk.</param>
/// <param name="Bounds">Where the patch lies in the source.</param>
/// <param name="Mask">The mask that was used.</param>
/// <param name="Window">The part of the source that the model looked at; it may reach beyond the image.</param>
public sealed record EditPreview(RasterImage Patch, PixelRectangle Bounds, EditMask Mask, PixelRectangle Window);
