using System.Security.Cryptography;
using LightningDrag.Data.Camera;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Pairs;
using LightningDrag.Data.Points;
using LightningDrag.Data.Shards;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Tools.RenderedClips;

namespace LightningDrag.Data.Tests.Shards;

/// <summary>Runs over some tiny clips: stopped, shared, changed, damaged.</summary>
public sealed class PairBuildTests : IClassFixture<PairBuildTests.Fixture>, IDisposable
{
    private readonly Fixture fixture;
    private readonly TestFolder folder = new();

    public PairBuildTests(Fixture fixture) => this.fixture = fixture;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ARun_WritesShardsThatVerify_SplitByScene()
    {
        var check = ShardCheck.Run(fixture.Whole, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(check.IsWhole, string.Join('\n', check.Faults));
        Assert.True(check.Pairs >= 8, $"{check.Pairs} pairs");
        Assert.True(fixture.Index.Shards.Count(shard => shard.Split == DataSplit.Train) > 1, "several shards");
        Assert.NotEmpty(fixture.Index.ValidationScenes);
        Assert.Empty(fixture.Index.TrainScenes.Intersect(fixture.Index.ValidationScenes));
        Assert.False(Directory.Exists(Path.Combine(fixture.Whole, "parts")));
        Assert.Equal(new SortedDictionary<string, int> { ["empty file"] = 1 }, fixture.Index.Summary.RejectedClips);
    }

    [Theory]
    [InlineData("index.json")]
    [InlineData("parts")]
    [InlineData("train-000000.tar")]
    public void AFolderOfOthers_IsNotFilled(string file)
    {
        Directory.CreateDirectory(folder["others"]);
        File.WriteAllText(Path.Combine(folder["others"], file), "mine");
        var error = Assert.Throws<LightningDragException>(() => Build(folder["others"], WorkerShare.Whole));
        Assert.Contains($"'{file}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder["others"], file)));
    }

    [Fact]
    public void StoppedAtAnyClip_AndStartedAgain_ItWritesTheSameBytes()
    {
        for (int stops = 1; stops < fixture.Clips.Count; stops += 2)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            string output = folder[$"stopped{stops}"];
            Assert.ThrowsAny<OperationCanceledException>(() =>
                Build(output, WorkerShare.Whole, new StopAfter(stops, stop), cancellationToken: stop.Token)
            );
            Assert.False(File.Exists(Path.Combine(output, "index.json")));

            Build(output, WorkerShare.Whole, jobs: 2);

            Assert.Equal(Hashes(fixture.Whole), Hashes(output));
        }
    }

    [Fact]
    public void AHalfWrittenLine_AndLeftOvers_DoNoHarm()
    {
        string output = folder["torn"];
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            Assert.ThrowsAny<OperationCanceledException>(() =>
                Build(output, WorkerShare.Whole, new StopAfter(2, stop), cancellationToken: stop.Token)
            );
        }

        using (var ledger = new FileStream(Path.Combine(output, "ledger.jsonl"), FileMode.Open))
            ledger.SetLength(ledger.Length - 9);
        File.WriteAllBytes(Path.Combine(output, "train-000001.tar.unfinished"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(output, "parts", "0000003.tar"), [1, 2, 3]);

        Build(output, WorkerShare.Whole);

        Assert.Equal(Hashes(fixture.Whole), Hashes(output, "*0.tar"), Contains);
        Assert.True(ShardCheck.Run(output, cancellationToken: TestContext.Current.CancellationToken).IsWhole);

        static bool Contains(IReadOnlyDictionary<string, string> all, IReadOnlyDictionary<string, string> some) =>
            some.All(file => all[file.Key] == file.Value);
    }

    [Fact]
    public void TwoShares_HoldTogetherWhatOneRunHolds()
    {
        string output = folder["shared"];
        for (int share = 0; share < 2; share++)
            Build(output, new WorkerShare(share, 2));
        Assert.Equal(ErrorCode.InvalidFile, Assert.Throws<LightningDragException>(() => ShardIndex.Read(output)).Code);

        ShardIndex merged = ShardMerge.Run(output);

        Assert.Equal(Contents(fixture.Whole), Contents(output));
        Assert.Equal(fixture.Index.Summary.Pairs, merged.Summary.Pairs);
        Assert.Equal(fixture.Index.Summary.Scenes, merged.Summary.Scenes);
        Assert.Equal(fixture.Index.TrainScenes, merged.TrainScenes);
        Assert.True(ShardCheck.Run(output, cancellationToken: TestContext.Current.CancellationToken).IsWhole);
    }

    [Fact]
    public void AMissingShare_IsNamed()
    {
        Build(folder["part"], new WorkerShare(0, 2));

        Assert.Contains(
            "1/2",
            Assert.Throws<LightningDragException>(() => ShardMerge.Run(folder["part"])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void OtherOptions_InTheSameFolder_AreRefused()
    {
        var error = Assert.Throws<LightningDragException>(() =>
            new PairBuild(
                Fixture.Options with
                {
                    Seed = 9,
                },
                CameraFilters.Create(CameraFilters.None),
                CameraFilters.None,
                new LucasKanadeTracker()
            ).Run(
                fixture.Clips,
                fixture.Whole,
                WorkerShare.Whole,
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Contains("\"seed\":9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AChangedShard_DoesNotVerify()
    {
        Directory.CreateDirectory(folder["copy"]);
        foreach (string file in Directory.GetFiles(fixture.Whole))
            File.Copy(file, folder["copy/" + Path.GetFileName(file)]);
        string shard = folder["copy/train-000000.tar"];
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[600] ^= 0x55;
        File.WriteAllBytes(shard, bytes);

        var check = ShardCheck.Run(folder["copy"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(check.IsWhole);
        Assert.Contains(check.Faults, fault => fault.Contains("SHA-256", StringComparison.Ordinal));
    }

    [Fact]
    public void Statistics_CountWhatIsThere()
    {
        var statistics = ShardStatistics.Of(fixture.Whole, TestContext.Current.CancellationToken);

        Assert.Equal(fixture.Index.Summary.Pairs, statistics.Pairs);
        Assert.Equal(statistics.Pairs, statistics.Scenes.Sum(scene => scene.Pairs));
        Assert.InRange(statistics.Values["gap in seconds"].Minimum, 0.1, 0.3);
        Assert.InRange(statistics.Values["handles"].Maximum, 1, 20);
    }

    private void Build(
        string output,
        WorkerShare share,
        IProgress<PairBuildProgress>? progress = null,
        int jobs = 1,
        CancellationToken? cancellationToken = null
    ) =>
        Fixture.Build(
            fixture.Clips,
            output,
            share,
            progress,
            jobs,
            cancellationToken ?? TestContext.Current.CancellationToken
        );

    private static SortedDictionary<string, string> Hashes(string folder, string pattern = "*") =>
        new(
            Directory
                .GetFiles(folder, pattern)
                .Where(file => !file.EndsWith("ledger.jsonl", StringComparison.Ordinal))
                .ToDictionary(
                    file => Path.GetFileName(file),
                    file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))
                )
        );

    // Every pair's key and the bytes of its members.
    private static SortedDictionary<string, string> Contents(string folder)
    {
        SortedDictionary<string, string> contents = [];
        foreach (PairEntry entry in StoredPairs.Open(folder).Pairs)
        {
            StoredPair pair = entry.Read();
            contents[entry.Key] =
                Convert.ToHexString(
                    SHA256.HashData([.. pair.Source().Pixels, .. pair.Target(64).Pixels, .. pair.Mask(64).Editable])
                ) + string.Join(';', pair.Points(64));
        }

        return contents;
    }

    private sealed class StopAfter(int clips, CancellationTokenSource stop) : IProgress<PairBuildProgress>
    {
        public void Report(PairBuildProgress value)
        {
            if (value.Done >= clips)
                stop.Cancel();
        }
    }

    public sealed class Fixture : IDisposable
    {
        private readonly TestFolder folder = new();

        public Fixture()
        {
            TinyClips.Write(TestFolder.Photos, folder["clips"], 5);
            File.WriteAllBytes(folder["clips/empty.avi"], []);
            Clips = ClipList.Find([folder["clips"]]);
            Index = Build(Clips, Whole, WorkerShare.Whole, null, 1, CancellationToken.None);
        }

        public static PairBuildOptions Options { get; } =
            new()
            {
                Sampling = new PairSamplingOptions { Size = 64, PairsPerClip = 3 },
                Shards = new ShardOptions { Bytes = 60_000, ValidationShare = 0.4 },
            };

        public IReadOnlyList<Clip> Clips { get; }

        public string Whole => folder["whole"];

        public ShardIndex Index { get; }

        public static ShardIndex Build(
            IReadOnlyList<Clip> clips,
            string output,
            WorkerShare share,
            IProgress<PairBuildProgress>? progress,
            int jobs,
            CancellationToken cancellationToken
        ) =>
            new PairBuild(
                Options,
                CameraFilters.Create(CameraFilters.None),
                CameraFilters.None,
                new LucasKanadeTracker()
            ).Run(clips, output, share, jobs, progress, cancellationToken);

        public void Dispose() => folder.Dispose();
    }
}
