using System.Globalization;
using LightningDrag.Tools.FlowPairs;
using OpenCvSharp;

// flow-pairs --clips FOLDER --output FOLDER --split train|validation [--per-clip N] [--tries N] [--shard i/n] [--after CLIP] [--sheet PICTURE]
// Supervision pairs from the static clips of a manifest, by optical flow alone: for tests and evaluation.
var arguments = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
string clips = arguments["--clips"], output = arguments["--output"];
bool validation = arguments["--split"] switch
{
    "validation" => true,
    "train" => false,
    var other => throw new ArgumentException($"--split must be train or validation, not {other}."),
};
var options = new MiningOptions();
if (arguments.TryGetValue("--per-clip", out string? perClip)) options = options with { PairsPerClip = int.Parse(perClip, CultureInfo.InvariantCulture) };
if (arguments.TryGetValue("--tries", out string? tries)) options = options with { TriesPerPair = int.Parse(tries, CultureInfo.InvariantCulture) };

Cv2.SetNumThreads(1);
Directory.CreateDirectory(output);
var miner = new PairMiner(options);
var sheet = new ContactSheet(columns: 2, maximum: 40);
int total = 0;
int[] shard = arguments.TryGetValue("--shard", out string? part) ? [.. part.Split('/').Select(n => int.Parse(n, CultureInfo.InvariantCulture))] : [0, 1];
var mine = ClipEntry.ReadStatic(clips).Where(clip => clip.IsValidation == validation).Where((_, i) => i % shard[1] == shard[0]);
if (arguments.TryGetValue("--after", out string? done)) mine = mine.Where(clip => string.CompareOrdinal(clip.File, done) > 0);
foreach (ClipEntry clip in mine)
{
    int count = 0;
    foreach (MinedPair pair in miner.Mine(clips, clip))
    {
        PairWriter.Write(output, pair);
        if (count < 2) sheet.Add(pair);
        pair.Source.Dispose();
        pair.Target.Dispose();
        count++;
    }

    total += count;
    Console.WriteLine($"{clip.File} {clip.Scene}: {count} pairs, {total} in all");
}

if (arguments.TryGetValue("--sheet", out string? picture)) sheet.Save(picture);
Console.WriteLine(string.Join(", ", miner.Rejections.Select(r => $"{r.Key}: {r.Value}")));
