using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

/// <summary>Half a JPEG that somebody has closed with an end marker is half a JPEG.</summary>
public class JpegScansTests
{
    public static TheoryData<string> Ways =>
        [
            nameof(CodedJpegs.Baseline),
            nameof(CodedJpegs.Halved),
            nameof(CodedJpegs.Restarts),
            nameof(CodedJpegs.ByComponent),
            nameof(CodedJpegs.Progressive),
            nameof(CodedJpegs.ProgressiveRestarts),
            nameof(CodedJpegs.ProgressiveGrey),
            "Skia",
        ];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_whole_file_is_read(string way)
    {
        byte[] file = Make(way);
        Assert.Equal(61, ImageReader.Read(file).Width);
        // What cameras append: a second picture, or padding.
        Assert.Equal(61, ImageReader.Read([.. file, .. new byte[100], .. file]).Width);
        Assert.Equal(61, ImageReader.Read([.. file, .. "trailing text"u8]).Width);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Half_a_file_is_refused_with_and_without_an_end(string way)
    {
        byte[] file = Make(way);
        int data = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]) + 20;
        for (int i = 1; i < 30; i++)
        {
            int cut = data + ((file.Length - 8 - data) * i / 30);
            Refused([.. file[..cut], 0xFF, 0xD9], $"{way} cut at {cut} of {file.Length}");
            Refused(file[..cut], $"{way} cut at {cut} without an end");
        }
    }

    [Fact]
    public void A_missing_part_in_the_middle_is_refused()
    {
        byte[] file = CodedJpegs.Restarts;
        int data = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
        int first = data + file.AsSpan(data).IndexOf([(byte)0xFF, (byte)0xD1]),
            next = data + file.AsSpan(data).IndexOf([(byte)0xFF, (byte)0xD3]);
        Refused([.. file[..first], .. file[next..]], "a unit between restart markers");
    }

    [Fact]
    public void The_samples_are_whole()
    {
        string samples = Path.Combine(TestSupport.SharedData.Repository, "samples");
        foreach (string file in Directory.EnumerateFiles(samples, "*.jpg"))
        {
            Assert.True(ImageReader.Read(file).Width > 100);
        }
    }

    private static void Refused(byte[] file, string what)
    {
        try
        {
            ImageReader.Read(file);
        }
        catch (LightningDragException e) when (e.Code == ErrorCode.InvalidImage)
        {
            return;
        }

        Assert.Fail($"{what} was read.");
    }

    private static byte[] Make(string way) =>
        way == "Skia"
            ? ImageWriter.Encode(ImageReader.Read(CodedJpegs.Baseline).With(null), ImageFormat.Jpeg)
            : (byte[])typeof(CodedJpegs).GetProperty(way)!.GetValue(null)!;
}
