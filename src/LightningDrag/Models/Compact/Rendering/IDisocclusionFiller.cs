using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>Invents what a moved object uncovered, from the static layer of the same photo.</summary>
internal interface IDisocclusionFiller
{
    /// <summary>Fills the background behind the moved layer.</summary>
    BackgroundFill Fill(BackgroundProblem problem, CancellationToken cancellationToken);
}

/// <summary>What is to be filled and from where, on the window grid in the source's frame.</summary>
/// <param name="Image">The source.</param>
/// <param name="Wanted">Pixels whose background will be seen.</param>
/// <param name="Moved">Pixels of the moved layer with a rim of mixed colours; holds all of <paramref name="Wanted"/>.
/// They are never copied from.</param>
/// <param name="Seed">Makes the result reproducible.</param>
/// <param name="Scratch">Lends the fill's arrays, and what is needed on the way.</param>
internal sealed record BackgroundProblem(
    GridImage Image,
    bool[] Wanted,
    bool[] Moved,
    long Seed,
    ScratchArrays Scratch
);

/// <summary>
/// The filled background as a recipe for any resolution: each grid node says how its surroundings are painted,
/// colour(x) = Texture·source(x + Copy) + Colour, and the nodes' paintings are blended bilinearly. Untouched nodes copy
/// from where they are.
/// </summary>
internal sealed class BackgroundFill
{
    /// <summary>The unfilled background: the source as it is.</summary>
    public BackgroundFill(int size, ScratchArrays scratch)
    {
        Size = size;
        Filled = scratch.Take<bool>(size * size);
        Texture = scratch.Take<float>(size * size);
        CopyX = scratch.Take<float>(size * size);
        CopyY = scratch.Take<float>(size * size);
        Colour = scratch.Take<Vector4>(size * size);
        Array.Fill(Texture, 1f);
    }

    /// <summary>Side of the square grid.</summary>
    public int Size { get; }

    /// <summary>Nodes that do not show the source as it is.</summary>
    public bool[] Filled { get; }

    /// <summary>1 where the source is copied, 0 where <see cref="Colour"/> is all.</summary>
    public float[] Texture { get; }

    /// <summary>Columns from the node to where it copies from, in grid pixels.</summary>
    public float[] CopyX { get; }

    /// <summary>Rows from the node to where it copies from, in grid pixels.</summary>
    public float[] CopyY { get; }

    /// <summary>Added to the copy: premultiplied, in units of 255.</summary>
    public Vector4[] Colour { get; }

    /// <summary>The colour at a full-resolution pixel.</summary>
    /// <param name="sampler">The source at full resolution.</param>
    /// <param name="x">Column of the pixel.</param>
    /// <param name="y">Row of the pixel.</param>
    /// <param name="cell">The grid cell around the pixel.</param>
    /// <param name="scale">Full-resolution pixels to a grid pixel.</param>
    public Vector4 At(BicubicSampler sampler, int x, int y, in GridCell cell, float scale)
    {
        int a = cell.P00,
            b = cell.P10,
            c = cell.P01,
            d = cell.P11;
        if (!Filled[a] && !Filled[b] && !Filled[c] && !Filled[d])
            return sampler.Pixel(x, y);
        return ((1 - cell.FractionY) * (((1 - cell.FractionX) * Paint(a)) + (cell.FractionX * Paint(b))))
            + (cell.FractionY * (((1 - cell.FractionX) * Paint(c)) + (cell.FractionX * Paint(d))));

        Vector4 Paint(int node) =>
            Texture[node] == 0
                ? Colour[node]
                : (Texture[node] * sampler.Sample(x + (CopyX[node] * scale), y + (CopyY[node] * scale))) + Colour[node];
    }
}
