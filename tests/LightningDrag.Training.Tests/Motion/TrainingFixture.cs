using LightningDrag.Models.Compact;
using LightningDrag.TestSupport;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Motion;

/// <summary>
/// A folder with the sample photographs under names that fall into both parts of the split, and options for a tiny run.
/// </summary>
internal sealed class TrainingFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-training-").FullName;

    public TrainingFixture()
    {
        SkipWithoutOpenCv();
        Directory.CreateDirectory(Photos);
        string[] samples = Directory.GetFiles(Path.Combine(SharedData.Repository, "samples"), "*.jpg");
        for (int i = 0; i < samples.Length; i++)
            File.Copy(samples[i], Path.Combine(Photos, Name(validation: i == 0, i)));
    }

    public string Photos => Path.Combine(folder, "photos");

    public TrainingOptions Options(string run, long steps) =>
        new()
        {
            Photos = Photos,
            CutoutCache = Path.Combine(folder, "cutouts.bin"),
            Output = Path.Combine(folder, run),
            Encoder = Path.Combine(SharedData.Repository, "models", CompactModel.Name, CompactModel.EncoderFile),
            Window = 64,
            Batch = 4,
            Reuse = 2,
            Steps = steps,
            WarmupSteps = 2,
            LearningRate = 1e-3,
            ValidationPairs = 4,
            ValidateEvery = 1000,
            CheckpointEvery = 1000,
        };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Name(bool validation, int number)
    {
        for (int attempt = 0; ; attempt++)
        {
            string name = $"{number}-{attempt}.jpg";
            if (PhotoLibrary.IsValidation(name) == validation)
                return name;
        }
    }

    private static void SkipWithoutOpenCv()
    {
        try
        {
            _ = OpenCvSharp.Cv2.GetVersionString();
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException)
        {
            Assert.Skip($"OpenCV's native library does not load here: {error.GetBaseException().Message}");
        }
    }
}
