using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;

namespace LightningDrag.Tests.Models.Compact;

/// <summary>A network that gives NaN never becomes a picture.</summary>
public class FiniteMotionTests
{
    [Theory]
    [InlineData(false, "appearance encoder")]
    [InlineData(true, "motion denoiser")]
    public async Task An_edit_and_a_preview_are_an_error_that_names_the_network(bool inDenoiser, string named)
    {
        using var editor = new DragEditor(new CompactModel(new Network(inDenoiser), knowsThings: false));
        var request = new DragRequest
        {
            Points = [new PointPair(new PixelPoint(30, 30), new PixelPoint(42, 34))],
            Steps = 1,
        };
        await using var session = await editor.OpenAsync(
            new RasterImage(64, 64),
            TestContext.Current.CancellationToken
        );
        var edit = await Assert.ThrowsAsync<LightningDragException>(() =>
            session.EditAsync(request, cancellationToken: TestContext.Current.CancellationToken)
        );
        var preview = await Assert.ThrowsAsync<LightningDragException>(() =>
            session.PreviewAsync(request, cancellationToken: TestContext.Current.CancellationToken)
        );
        Assert.Equal((ErrorCode.NotFinite, ErrorCode.NotFinite), (edit.Code, preview.Code));
        Assert.Contains($"The {named} gave", edit.Message, StringComparison.Ordinal);
    }

    private sealed class Network(bool inDenoiser) : ICompactNetwork
    {
        public AppearanceMaps Encode(float[] planes)
        {
            var maps = new AppearanceMaps(1, 256);
            if (!inDenoiser)
                maps[16][5] = float.NaN;
            return maps;
        }

        public MotionPrediction Denoise(float[] latent, int timestep, DragInputs drags, AppearanceMaps features)
        {
            var prediction = new MotionPrediction(1, 64);
            prediction.Gate[7] = float.NaN;
            return prediction;
        }

        public void Dispose() { }
    }
}
