using CsCheck;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RandomCheckpoint;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models;

/// <summary>
/// A network that gives NaN never becomes a picture: one wrong number is planted somewhere in its weights.
/// </summary>
public sealed class FiniteResultsTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(SharedData.Repository, "models", CompactModel.Name);
    private static readonly string[] CompactFiles = [CompactModel.EncoderFile, CompactModel.DenoiserFile];

    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-nan-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The file, the tensor in it, and the place in that.</summary>
    private static Gen<(int File, uint Tensor, uint Place)> Somewhere { get; } =
        Gen.Select(Gen.Int[0, 1], Gen.UInt, Gen.UInt);

    private static DragRequest Request { get; } =
        new() { Points = [new PointPair(new PixelPoint(30, 30), new PixelPoint(42, 34))], Steps = 1 };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Wherever_such_a_number_lies_in_the_compact_model_it_does_not_load(float number) =>
        Somewhere.Sample(
            (file, tensor, place) =>
            {
                string damaged = Damaged(CompactFiles[file], tensor, place, number);
                var error = Assert.Throws<LightningDragException>(() => CompactModel.Load(damaged));
                Assert.Equal(ErrorCode.NotFinite, error.Code);
                Assert.Contains(CompactFiles[file], error.Message, StringComparison.Ordinal);
            },
            iter: 6,
            threads: 1
        );

    [Theory]
    [InlineData("dreamshaper-8-inpainting/unet/diffusion_pytorch_model.safetensors", "conv_out.bias", "denoiser")]
    [InlineData("sd-vae-ft-mse/diffusion_pytorch_model.safetensors", "decoder.conv_out.bias", "image decoder")]
    public async Task In_the_published_network_it_names_the_part(string file, string tensor, string named)
    {
        new CheckpointWriter(folder, CheckpointSize.Tiny, ScalarType.Float32, seed: 1).Write();
        string path = Path.Combine(folder, file);
        Plant(path, path, name => name == tensor, 0, float.NaN);
        await using var editor = await DragEditor.LoadAsync(folder, cancellationToken: Token);
        Assert.Contains($"The {named} gave", AssertNotFinite(editor).Message, StringComparison.Ordinal);
    }

    private static DragResult Edit(EditSession session) =>
        session.EditAsync(Request, cancellationToken: Token).GetAwaiter().GetResult();

    private static EditPreview Preview(EditSession session) =>
        session.PreviewAsync(Request, cancellationToken: Token).GetAwaiter().GetResult();

    private static LightningDragException AssertNotFinite(DragEditor editor)
    {
        using var session = editor.OpenAsync(Picture(), Token).AsTask().GetAwaiter().GetResult();
        var preview = Assert.Throws<LightningDragException>(() => Preview(session));
        var edit = Assert.Throws<LightningDragException>(() => Edit(session));
        Assert.Equal((ErrorCode.NotFinite, ErrorCode.NotFinite), (preview.Code, edit.Code));
        return edit;
    }

    private static RasterImage Picture()
    {
        var image = new RasterImage(64, 64);
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = i % 4 == 3 ? byte.MaxValue : (byte)(i * 7919 >> 5);
        }

        return image;
    }

    private string Damaged(string file, uint tensor, uint place, float value)
    {
        foreach (string name in CompactFiles)
        {
            File.Copy(Path.Combine(Shipped, name), Path.Combine(folder, name), overwrite: true);
        }

        string path = Path.Combine(Shipped, file);
        string[] names;
        using (var weights = SafetensorsFile.Open(path))
            names = [.. weights.Names.Order(StringComparer.Ordinal)];
        string meant = names[tensor % names.Length];
        Plant(path, Path.Combine(folder, file), name => name == meant, place, value);
        return folder;
    }

    private static void Plant(string from, string to, Func<string, bool> isMeant, uint place, float value)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(from))
            tensors = file.Names.ToDictionary(name => name, file.Read);
        var meant = tensors.Single(tensor => isMeant(tensor.Key)).Value;
        meant.view(-1)[place % meant.numel()] = tensor(value, dtype: meant.dtype);
        SafetensorsWriter.Write(to, tensors);
    }
}
