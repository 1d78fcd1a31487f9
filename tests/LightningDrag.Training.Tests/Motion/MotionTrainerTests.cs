using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Training.Synthetic;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion;

public class MotionTrainerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void A_resumed_run_ends_with_the_same_bits_as_an_uninterrupted_one(double encoderRate)
    {
        using var fixture = new TrainingFixture();
        var whole = fixture.Options("whole", steps: 6) with { EncoderRate = encoderRate };
        MotionTrainer.Run(whole, null, TestContext.Current.CancellationToken);

        var interrupted = fixture.Options("interrupted", steps: 6) with { EncoderRate = encoderRate };
        using (var stop = new CancellationTokenSource())
        {
            MotionTrainer.Run(interrupted with { ValidateEvery = 3 }, new StopAt(3, stop), stop.Token);
        }

        MotionTrainer.Run(interrupted with { Resume = true }, null, TestContext.Current.CancellationToken);
        Assert.Equal(Newest(whole), Newest(interrupted));
    }

    [Fact]
    public void The_loss_falls_on_a_repeated_batch()
    {
        using var fixture = new TrainingFixture();
        var losses = new Losses();
        MotionTrainer.Run(
            fixture.Options("learns", steps: 100) with
            {
                LearningRate = 2e-3,
            },
            losses,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(2, losses.Reports.Count);
        Assert.True(
            losses.Reports[1] < losses.Reports[0],
            $"loss went from {losses.Reports[0]} to {losses.Reports[1]}"
        );
    }

    [Fact]
    public void The_loss_falls_in_half_precision_too()
    {
        using var fixture = new TrainingFixture();
        var losses = new Losses();
        MotionTrainer.Run(
            fixture.Options("half", steps: 40) with
            {
                LearningRate = 2e-3,
                HalfPrecision = true,
                ReportEvery = 20,
            },
            losses,
            TestContext.Current.CancellationToken
        );
        Assert.True(
            losses.Reports[1] < losses.Reports[0],
            $"loss went from {losses.Reports[0]} to {losses.Reports[1]}"
        );
    }

    [Fact]
    public void The_run_folder_is_the_folder_of_a_model_with_the_encoder_that_it_was_given()
    {
        using var fixture = new TrainingFixture();
        var options = fixture.Options("best", steps: 2);
        MotionTrainer.Run(options, null, TestContext.Current.CancellationToken);
        using var model = CompactModel.Load(options.Output);
        using var denoiser = new MotionDenoiser();
        WeightLoader.Load(denoiser, Path.Combine(options.Output, CompactModel.DenoiserFile));
        Assert.All(denoiser.parameters(), parameter => Assert.True(isfinite(parameter).all().item<bool>()));
        using SafetensorsFile given = SafetensorsFile.Open(options.Encoder),
            kept = SafetensorsFile.Open(Path.Combine(options.Output, CompactModel.EncoderFile));
        Assert.Equal(given.Names.Order(), kept.Names.Order());
        Assert.All(given.Names, name => Assert.Equal(given.ReadArray<Half>(name), kept.ReadArray<Half>(name)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_tuned_encoder_is_kept_beside_its_denoiser_and_differs_in_what_mixes_channels_deep_down_alone(
        bool halfPrecision
    )
    {
        using var fixture = new TrainingFixture();
        var options = fixture.Options("tuned", steps: 2) with { EncoderRate = 0.25, HalfPrecision = halfPrecision };
        MotionTrainer.Run(options, null, TestContext.Current.CancellationToken);
        using var before = new AppearanceEncoder();
        using var after = new AppearanceEncoder();
        WeightLoader.Load(before, options.Encoder);
        WeightLoader.Load(after, Path.Combine(options.Output, CompactModel.EncoderFile));
        foreach (var (name, parameter) in after.named_parameters())
        {
            bool isSame = parameter.eq(before.get_parameter(name)!).all().item<bool>();
            if (!AppearanceEncoder.IsTuned(name))
                Assert.True(isSame, name);
            else if (name.EndsWith("expand.weight", StringComparison.Ordinal))
                Assert.False(isSame, name);
        }

        using var model = CompactModel.Load(options.Output);
    }

    [Fact]
    public void A_wrong_option_names_itself_its_value_and_the_range()
    {
        var options = new TrainingOptions
        {
            Photos = "p",
            CutoutCache = "c",
            Output = "o",
            Encoder = "e",
            Window = 100,
        };
        var error = Assert.Throws<LightningDragException>(options.Validate);
        Assert.Contains("'window' is 100", error.Message, StringComparison.Ordinal);
        Assert.Contains("multiple of 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_photos_are_an_error_that_says_so()
    {
        using var fixture = new TrainingFixture();
        foreach (
            string photo in Directory
                .GetFiles(fixture.Photos)
                .Where(p => PhotoLibrary.IsValidation(Path.GetFileName(p)))
        )
            File.Delete(photo);
        var error = Assert.Throws<LightningDragException>(() =>
            MotionTrainer.Run(fixture.Options("few", 1), null, TestContext.Current.CancellationToken)
        );
        Assert.Contains("too few", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Newest(TrainingOptions options) =>
        File.ReadAllBytes(Directory.GetFiles(options.Output, "checkpoint-*").Order(StringComparer.Ordinal).Last());

    /// <summary>Cancels as soon as the checkpoint of a step is there.</summary>
    private sealed class StopAt(long step, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step >= step)
                stop.Cancel();
        }
    }

    private sealed class Losses : IProgress<TrainingProgress>
    {
        public List<double> Reports { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.Validation is null)
                Reports.Add(value.Loss);
        }
    }
}
