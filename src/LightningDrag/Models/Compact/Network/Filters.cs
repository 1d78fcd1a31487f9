namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// The filters of a convolution, which can be arranged otherwise where that gives the same result in less time.
/// </summary>
/// <param name="Elements">// [Output, Input, Kernel, Kernel]</param>
/// <param name="Output">Channels of the result.</param>
/// <param name="Input">Channels of the maps.</param>
/// <param name="Kernel">Side of a filter.</param>
internal sealed record Filters(float[] Elements, int Output, int Input, int Kernel)
{
    /// <summary>The shape, as graphs state it.</summary>
    public long[] Shape => [Output, Input, Kernel, Kernel];

    /// <summary>For maps with more channels behind their own, which do not count.</summary>
    public Filters Filled(int input)
    {
        int row = Input * Kernel * Kernel,
            filled = input * Kernel * Kernel;
        var elements = new float[Output * filled];
        for (int i = 0; i < Output; i++)
            Elements.AsSpan(i * row, row).CopyTo(elements.AsSpan(i * filled));
        return new Filters(elements, Output, input, Kernel);
    }

    /// <summary>For some of the channels alone: the results of all parts add up to the whole.</summary>
    public Filters Part(int first, int count)
    {
        int cells = Kernel * Kernel;
        var elements = new float[Output * count * cells];
        for (int i = 0; i < Output; i++)
            Elements.AsSpan(((i * Input) + first) * cells, count * cells).CopyTo(elements.AsSpan(i * count * cells));
        return new Filters(elements, Output, count, Kernel);
    }

    /// <summary>
    /// For a map that has not been cut into patches of 2×2 cells, where these were for one that has (PyTorch's
    /// pixel_unshuffle: each cell of a patch a channel): twice as large, to be applied at every second cell.
    /// </summary>
    public Filters OfPatches()
    {
        int input = Input / 4,
            side = 2 * Kernel;
        var elements = new float[Elements.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            int x = i % side,
                y = i / side % side,
                map = i / (side * side);
            int channel = (map * 4) + (y % 2 * 2) + (x % 2);
            elements[i] = Elements[(((channel * Kernel) + (y / 2)) * Kernel) + (x / 2)];
        }

        return new Filters(elements, Output, input, side);
    }
}
