using System.Text.Json;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Preprocessing;

/// <summary>All in 8 bits, or exact in single precision: no tolerance.</summary>
public class PreprocessingTests
{
    private const int SmallArea = 128 * 128;

    [Fact]
    public void Sizes_are_the_references()
    {
        using JsonDocument sizes = JsonDocument.Parse(
            File.ReadAllText(TinyCheckpoint.GoldenFile("preprocess/sizes.json"))
        );
        foreach (JsonElement row in sizes.RootElement.GetProperty("rows").EnumerateArray())
        {
            int Value(string name) => row.GetProperty(name).GetInt32();
            Assert.Equal(
                new NetworkSize(Value("out_width"), Value("out_height")),
                NetworkSize.For(Value("width"), Value("height"))
            );
        }
    }

    [Fact]
    public void A_photo_and_its_mask_are_resized_as_in_the_reference()
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile golden = Golden();
        RasterImage photo = ImageReader.Read(TinyCheckpoint.GoldenFile("preprocess/photo-180x320.png"));
        EditMask mask = MaskReader.Read(TinyCheckpoint.GoldenFile("preprocess/photo-mask-180x320.png"), photo);

        var (image, resized) = Prepare(photo, mask, NetworkSize.DefaultArea);
        Equal(golden.Read("full.size"), tensor(new long[] { image.Height, image.Width }));
        Equal(golden.Read("full.image_every8"), Every(Rgb(image), 8));
        Equal(golden.Read("full.mask_every8"), Every(Plane(resized.Editable, resized.Height), 8));

        var (down, downMask) = Prepare(photo, mask, SmallArea);
        Equal(golden.Read("down.image"), Rgb(down));
        Equal(golden.Read("down.mask"), Plane(downMask.Editable, downMask.Height));

        RasterImage source = FromRgb(golden.Read("up.source"));
        var (up, upMask) = Prepare(
            source,
            MaskReader.FromImage(FromPlane(golden.Read("up.source_mask")), source),
            SmallArea
        );
        Equal(golden.Read("up.image"), Rgb(up));
        Equal(golden.Read("up.mask"), Plane(upMask.Editable, upMask.Height));
    }

    [Fact]
    public void Values_and_masks_are_the_references()
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile golden = Golden();
        Tensor levels = arange(256, uint8);
        Tensor values = PixelValues.FromImage(FromRgb(levels.view(16, 16, 1).expand(16, 16, 3)));
        Equal(golden.Read("normalised_levels"), values[0, 0].reshape(-1));
        Equal(golden.Read("normalised_levels"), values[0, 2].reshape(-1));

        RasterImage picture = ImageReader.Read(TinyCheckpoint.GoldenFile("e2e/source-128x192.png"));
        RasterImage maskPicture = FromPlane(golden.Read("mask.input") * 255);
        Tensor mask = MaskValues.ToTensor(MaskReader.FromImage(maskPicture, maskPicture));
        Equal(golden.Read("mask.binary"), mask.to(uint8));
        Equal(golden.Read("mask.latent"), MaskValues.AtLatentSize(mask, downscale: 8));
        Tensor blank = MaskValues.Blank(PixelValues.FromImage(picture), mask);
        Equal(
            golden.Read("mask.masked_image"),
            blank.index(TensorIndex.Ellipsis, TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4))
        );

        RasterImage levelPicture = FromPlane(golden.Read("mask_levels.input"));
        EditMask threshold = MaskReader.FromImage(levelPicture, levelPicture);
        Equal(golden.Read("mask_levels.binary"), Plane(threshold.Editable, threshold.Height).unsqueeze(0).unsqueeze(0));
    }

    /// <summary>
    /// The reference maps such pictures to [−1, 1] twice in some places: the once that it does elsewhere is right.
    /// </summary>
    [Fact]
    public void A_picture_without_dark_pixels_is_mapped_once()
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile golden = Golden();
        Tensor values = PixelValues.FromImage(FromRgb(golden.Read("bright.image")));
        Equal(
            golden.Read("bright.normalised_every4"),
            values.index(TensorIndex.Ellipsis, TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4))
        );
    }

    [Fact]
    public void Results_are_cut_off_to_the_references_levels()
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile golden = Golden();
        Tensor values = golden.Read("postprocess.input").view(1, 1, 1, -1).expand(2, 3, 1, -1);
        Assert.All(
            PixelValues.ToImages(values),
            image => Equal(golden.Read("postprocess.uint8"), Rgb(image)[0, TensorIndex.Colon, 1])
        );
    }

    [Fact]
    public void Clips_crop_is_the_references()
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/clip-image");
        Equal(
            golden.Read("uint8_round_trip"),
            tensor(Enumerable.Range(0, 256).Select(level => (int)ClipPicture.ArrivingLevel((byte)level)).ToArray())
        );
        foreach (
            (string name, string file) in new[]
            {
                ("portrait", "components/clip-source-portrait.png"),
                ("landscape", "e2e/source-128x192.png"),
            }
        )
        {
            RasterImage picture = ImageReader.Read(TinyCheckpoint.GoldenFile(file));
            RasterImage expected = ImageReader.Read(TinyCheckpoint.GoldenFile($"components/clip-crop-{name}.png"));
            Equal(Rgb(expected), Rgb(ClipPicture.Crop(picture)));
            Tensor pixels = ClipPicture
                .ToTensor(picture)
                .index(TensorIndex.Ellipsis, TensorIndex.Slice(step: 8), TensorIndex.Slice(step: 8));
            Assert.InRange(TinyCheckpoint.Deviation(pixels, golden.Read($"{name}.pixel_values_every8")), 0, 1e-6);
        }
    }

    [Theory]
    [InlineData(0, 0, 3, 3)] // the middle of the first pixel lies in the middle of the 7 to 8 that it becomes
    [InlineData(99.6f, 49.6f, 383, 703)] // the border itself belongs to the last pixel
    [InlineData(49.5f, 24.5f, 192, 352)] // between two pixels the next
    public void Points_keep_their_place_in_the_picture(float x, float y, int row, int column)
    {
        Assert.Equal((row, column), new NetworkSize(704, 384).PixelOf(new PixelPoint(x, y), 100, 50));
        Assert.Equal((7, 3), new NetworkSize(64, 64).PixelOf(new PixelPoint(3.4f, 6.6f), 64, 64));
    }

    private static SafetensorsFile Golden() => TinyCheckpoint.Golden("preprocess/preprocess");

    private static (RasterImage Image, EditMask Mask) Prepare(RasterImage image, EditMask mask, int area)
    {
        NetworkSize size = NetworkSize.For(image.Width, image.Height, area);
        return (
            FixedPointResampling.Resize(image, size.Width, size.Height, ResamplingKernel.Lanczos),
            MaskValues.Resize(mask, size.Width, size.Height)
        );
    }

    private static void Equal(Tensor expected, Tensor actual) => TinyCheckpoint.Same(expected, actual);

    /// <summary>// [H, W, 3] of uint8</summary>
    private static Tensor Rgb(RasterImage image) =>
        tensor(image.Pixels, [image.Height, image.Width, 4], uint8).narrow(2, 0, 3);

    /// <summary>// [H, W] of uint8</summary>
    private static Tensor Plane(byte[] values, int height) => tensor(values, [height, values.Length / height], uint8);

    private static Tensor Every(Tensor pixels, int step) =>
        pixels.index(TensorIndex.Slice(step: step), TensorIndex.Slice(step: step));

    private static RasterImage FromRgb(Tensor rgb)
    {
        Tensor rgba = cat([rgb, full([rgb.shape[0], rgb.shape[1], 1], 255, uint8)], 2).contiguous();
        return new RasterImage((int)rgb.shape[1], (int)rgb.shape[0], rgba.bytes.ToArray());
    }

    private static RasterImage FromPlane(Tensor plane) => FromRgb(plane.to(uint8).unsqueeze(2).expand(-1, -1, 3));
}
