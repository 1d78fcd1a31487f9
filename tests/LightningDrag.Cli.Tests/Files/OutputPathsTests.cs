using System.Text;
using LightningDrag.Cli.Files;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Tests.Files;

public class OutputPathsTests
{
    [Fact]
    public void The_default_lies_beside_the_source()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal([folder["cat-edited.png"]], OutputPaths.For(folder["cat.jpg"], null, null, 1));
        Assert.Equal([folder["cat-edited.jpg"]], OutputPaths.For(folder["cat.png"], null, ImageFormat.Jpeg, 1));
        Assert.Equal(["cat-edited.jpg"], OutputPaths.For("cat.png", null, ImageFormat.Jpeg, 1));
    }

    [Fact]
    public void Several_candidates_are_numbered() =>
        Assert.Equal(
            ["/tmp/out-1.webp", "/tmp/out-2.webp", "/tmp/out-3.webp"],
            OutputPaths.For("cat.jpg", "/tmp/out.webp", null, 3)
        );

    [Fact]
    public void The_default_takes_no_name_that_is_taken()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["cat-edited.png"], "painted by hand");
        Assert.Equal([folder["cat-edited.2.png"]], OutputPaths.For(folder["cat.jpg"], null, null, 1));
        File.WriteAllText(folder["cat-edited-2.png"], "painted by hand");
        Assert.Equal(
            [folder["cat-edited.2-1.png"], folder["cat-edited.2-2.png"]],
            OutputPaths.For(folder["cat.jpg"], null, null, 2)
        );
        Assert.Equal(
            [folder["cat-edited-1.jpg"], folder["cat-edited-2.jpg"]],
            OutputPaths.For(folder["cat.jpg"], null, ImageFormat.Jpeg, 2)
        );
    }

    [Theory]
    [InlineData("x.jpg", "x.jfif")]
    [InlineData("x.JPG", "x.jpg")]
    [InlineData("x.png", "x.jpg")]
    public void Photos_that_differ_in_their_extension_only_have_defaults_of_their_own(string one, string other)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[one], "");
        File.WriteAllText(folder[other], "");
        Assert.Equal([folder[one + "-edited.png"]], OutputPaths.For(folder[one], null, null, 1));
        Assert.Equal([folder[other + "-edited.png"]], OutputPaths.For(folder[other], null, null, 1));
    }

    [Theory]
    [InlineData("a", 251)]
    [InlineData("猫", 83)]
    public void A_long_name_is_shortened_to_what_the_file_system_takes(string letter, int count)
    {
        using var folder = new TemporaryFolder();
        string path = Assert.Single(
            OutputPaths.For(folder[string.Concat(Enumerable.Repeat(letter, count)) + ".jpg"], null, null, 1)
        );
        Assert.EndsWith("-edited.png", path, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(Path.GetFileName(path)), 250, 255);
    }

    [Fact]
    public void Devices_take_one_result_and_lie_beside_nothing()
    {
        Assert.Equal(["/dev/null"], OutputPaths.For("cat.jpg", "/dev/null", ImageFormat.Png, 1));
        foreach (string output in (string[])["/dev/null", "-", "/dev/stdout"])
        {
            Refused(() => OutputPaths.For("cat.jpg", output, ImageFormat.Png, 2), output);
        }

        foreach (string source in (string[])["/dev/null", "-"])
        {
            Refused(() => OutputPaths.For(source, null, null, 1), "give a name with -o");
        }
    }

    private static void Refused(Action action, string part)
    {
        var error = Assert.Throws<LightningDragException>(action);
        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }
}
