using LightningDrag.Imaging;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Preprocessing;

/// <summary>The editable mask as the networks take it: 1 = may change.</summary>
internal static class MaskValues
{
    /// <summary>
    /// The mask at another size: the nearest pixel towards the origin, ⌊i·source/target⌋, so values stay 0 and 1.
    /// </summary>
    public static EditMask Resize(EditMask mask, int width, int height)
    {
        var editable = new byte[checked(width * height)];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = mask.Editable.AsSpan(
                (int)((long)y * mask.Height / height) * mask.Width,
                mask.Width
            );
            for (int x = 0; x < width; x++)
                editable[(y * width) + x] = row[(int)((long)x * mask.Width / width)] != 0 ? (byte)1 : (byte)0;
        }

        return new EditMask(width, height, editable);
    }

    /// <summary>The mask in full. // [1, 1, H, W] of 0 and 1</summary>
    public static Tensor ToTensor(EditMask mask) =>
        tensor(Array.ConvertAll(mask.Editable, e => e != 0 ? 1f : 0f), [1, 1, mask.Height, mask.Width]);

    /// <summary>
    /// The mask at the size of latents: its first, ninth, seventeenth… row and column, not averaged, as the reference
    /// has it.
    /// </summary>
    /// <param name="mask">// [1, 1, H, W]</param>
    /// <param name="downscale">Pixels along one side of a latent's element.</param>
    /// <returns>// [1, 1, h, w]</returns>
    public static Tensor AtLatentSize(Tensor mask, int downscale) =>
        mask.index(TensorIndex.Ellipsis, TensorIndex.Slice(step: downscale), TensorIndex.Slice(step: downscale))
            .contiguous();

    /// <summary>The picture where it must not change, mid-grey elsewhere.</summary>
    /// <param name="values">In [−1, 1]. // [1, 3, H, W]</param>
    /// <param name="mask">// [1, 1, H, W]</param>
    public static Tensor Blank(Tensor values, Tensor mask)
    {
        using Tensor kept = mask.lt(0.5);
        return values * kept;
    }
}
