using System.Diagnostics;
using LightningDrag.Cli.Tests.Commands;
using LightningDrag.Evaluation.Tests.DragBench;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;

namespace LightningDrag.Cli.Tests.Documentation;

/// <summary>What the pages speak of, in small: the program, photos, a recipe, videos, things, DragBench.</summary>
internal sealed class ReadersFolder : IDisposable
{
    private static readonly string Photographs = Path.Combine(SharedData.Repository, "samples");

    private readonly TemporaryFolder folder = new();

    public ReadersFolder()
    {
        CliProcess.WriteLauncher(folder["lightningdrag"]);
        Directory.CreateDirectory(folder["samples"]);
        foreach (string sample in Directory.GetFiles(Photographs))
            File.Copy(sample, folder[Path.Combine("samples", Path.GetFileName(sample))]);
        Directory.CreateDirectory(folder["photos"]);
        foreach (string name in (string[])["cat.jpg", "photos/first.jpg", "photos/second.jpg", "photo.jpg"])
            File.Copy(Samples.Cat, folder[name]);
    }

    public string this[string file] => folder[file];

    public void Dispose() => folder.Dispose();

    /// <summary>Makes what a command needs besides photos, once.</summary>
    public async Task PrepareAsync(string command)
    {
        if (Needs(command, "cat-recipe.json"))
            await RunAsync(
                "./lightningdrag edit cat.jpg --drag 172,92:172,84 --save-recipe cat-recipe.json -o out.png"
            );
        if (Needs(command, "videos"))
            TinyClips.Write(Photographs, folder["videos"], 2);
        if (command.Contains(" --photos ", StringComparison.Ordinal))
        {
            Directory.Delete(folder["photos"], recursive: true);
            TrainTests.WritePhotos(folder["photos"]);
        }

        if (command.Contains(" evaluate pairs ", StringComparison.Ordinal))
            RenderedPairs.Write(folder["pairs"], count: 40);
        if (Needs(command, "objects"))
            WriteThing();
        if (Needs(command, "DragBench"))
            WriteDragBench();
    }

    /// <summary>Runs a line of a page, which must end well.</summary>
    public async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", command])
        {
            WorkingDirectory = folder["."],
        };
        // An installed tool is called without a path.
        start.Environment["PATH"] = $"{folder["."]}:{start.Environment["PATH"]}";
        var run = await TestProcess.RunAsync(ProcessLimit.Command, start);
        Assert.True(run.ExitCode == 0, $"{command}\n{run.Output}\n{run.Error}");
        return run.Output;
    }

    private bool Needs(string command, string name) =>
        command.Contains(name, StringComparison.Ordinal) && !Path.Exists(folder[name]);

    /// <summary>The cat's head as a thing; of the set "foot" no picture is trained on.</summary>
    private void WriteThing()
    {
        const string name = "foot_head";
        Directory.CreateDirectory(folder["objects/images"]);
        Directory.CreateDirectory(folder["objects/masks"]);
        File.WriteAllText(
            folder["objects/manifest.csv"],
            $"name,source_repo,split_group,kind,style\n{name},here,{name},mask,photo\n"
        );
        File.Copy(Samples.Cat, folder[$"objects/images/{name}.jpg"]);
        // A label is a number from 1 to 254.
        var labels = Disc(ImageReader.Read(Samples.Cat)).ToImage();
        foreach (ref byte level in labels.Pixels.AsSpan())
            level = Math.Min(level, (byte)254);
        ImageWriter.Write(folder[$"objects/masks/{name}.png"], labels);
    }

    private void WriteDragBench()
    {
        var photo = ImageReader.Read(Samples.Cat);
        var drag = new PointPair(new PixelPoint(172, 92), new PixelPoint(172, 84));
        DragBenchWriter.Write(folder["DragBench/animals/cat"], photo, [drag], Disc(photo));
    }

    private static EditMask Disc(RasterImage photo)
    {
        var inside = new byte[photo.Width * photo.Height];
        for (int i = 0; i < inside.Length; i++)
            inside[i] =
                Math.Pow((i % photo.Width) - 230, 2) + Math.Pow((i / photo.Width) - 150, 2) < 110 * 110
                    ? (byte)1
                    : (byte)0;
        return new EditMask(photo.Width, photo.Height, inside);
    }
}
