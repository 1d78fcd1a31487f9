using LightningDrag.TestSupport;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class PhotoTests
{
    [Fact]
    public void Sampling_interpolates_between_pixel_centres_and_mirrors_outside()
    {
        var rgba = new byte[8 * 8 * 4];
        for (int i = 0; i < 64; i++)
            (rgba[i * 4], rgba[(i * 4) + 1]) = ((byte)(10 * (i % 8)), (byte)(20 * (i / 8)));
        var photo = new Photo("ramp", 8, 8, rgba);

        Assert.Equal(25, photo.Sample(0, 2.5f, 3)[0], 1e-3);
        Assert.Equal(65, photo.Sample(0, 2.5f, 3.25f)[1], 1e-3);
        Assert.Equal(70, photo.Sample(0, 7, 7)[0], 1e-3);
        Assert.Equal(20, photo.Sample(0, -2, 0)[0], 1e-3);
        Assert.Equal(60, photo.Sample(0, 8, 0)[0], 1e-3);
        Assert.Equal(70, photo.Sample(0, 7 + 1400, 0)[0], 1e-3);
        Assert.True(float.IsFinite(photo.Sample(0, float.NaN, float.PositiveInfinity)[0]));
        Assert.Equal(25, photo.Sample(1, 1, 0)[0], 1e-3);
    }

    [Fact]
    public void The_split_follows_from_the_name_alone()
    {
        string[] names = [.. Enumerable.Range(0, 5000).Select(i => $"photo_{i}.jpg")];
        Assert.InRange(names.Count(PhotoLibrary.IsValidation), 150, 250);
        var library = new PhotoLibrary(DrawnPhotos.All, new byte[32]);
        Assert.Equal(DrawnPhotos.All.Count, library.Training.Count + library.Validation.Count);
        Assert.Empty(library.Training.Intersect(library.Validation));
    }

    [Fact]
    public void A_folder_of_photos_loads_and_others_are_refused()
    {
        string samples = Path.Combine(SharedData.Repository, "samples");
        var library = PhotoLibrary.Load(samples);
        Assert.All(
            library.All,
            photo => Assert.InRange(Math.Max(photo.Width, photo.Height), 16, PhotoLibrary.LongestSide)
        );
        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => PhotoLibrary.Load(samples + "-missing")).Code
        );

        string folder = Directory.CreateTempSubdirectory("photos").FullName;
        try
        {
            Assert.Equal(
                ErrorCode.InvalidFile,
                Assert.Throws<LightningDragException>(() => PhotoLibrary.Load(folder)).Code
            );
            File.WriteAllText(Path.Combine(folder, "broken.jpg"), "no photo");
            Assert.Equal(
                ErrorCode.InvalidImage,
                Assert.Throws<LightningDragException>(() => PhotoLibrary.Load(folder)).Code
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
