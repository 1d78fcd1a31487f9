using System.Formats.Tar;
using LightningDrag.Data.Shards.Reading;

namespace LightningDrag.Data.Tests.Shards;

public sealed class TarScanTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.V7)]
    public void Pairs_AreFoundInEveryFormat(TarEntryFormat format)
    {
        string shard = Write(format, ("a.source.jpg", 10), ("a.json", 600), ("b.source.jpg", 1), ("b.mask.png", 512));

        var (pairs, faults) = Scan(shard);

        Assert.Empty(faults);
        Assert.Equal(["a", "b"], pairs.Select(pair => pair.Key));
        Assert.NotNull(pairs[1].Read());
    }

    [Fact]
    public void Strangers_AreLeftOut_AndNamesAreNeverPaths()
    {
        string shard = Write(
            TarEntryFormat.Pax,
            ("readme.txt", 5),
            ("../../etc/a.source.jpg", 5),
            ("/tmp/a.json", 5),
            ("c.exe", 5)
        );
        using (var stream = new FileStream(shard, FileMode.Open))
        {
            stream.Position = stream.Length - 1024;
            using var tar = new TarWriter(stream, TarEntryFormat.Pax);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "d.source.jpg") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "e.source.jpg"));
        }

        var (pairs, faults) = Scan(shard);

        Assert.Empty(faults);
        Assert.Equal(["a"], pairs.Select(pair => pair.Key));
    }

    [Fact]
    public void AFileThatIsCutOff_GivesItsWholePairs_AndAFault()
    {
        string shard = Write(TarEntryFormat.Ustar, ("a.source.jpg", 700), ("b.source.jpg", 200), ("b.json", 5000));
        using (var stream = new FileStream(shard, FileMode.Open))
            stream.SetLength(4000);

        var (pairs, faults) = Scan(shard);

        Assert.Equal(["a"], pairs.Select(pair => pair.Key));
        Assert.Single(faults);
    }

    [Fact]
    public void AHeaderThatClaimsGigabytes_IsRefused_NotRead()
    {
        string shard = Write(TarEntryFormat.Ustar, ("a.source.jpg", 10));
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[156] = (byte)'x';
        "17777777777\0"u8.CopyTo(bytes.AsSpan(124));
        File.WriteAllBytes(shard, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var (pairs, faults) = Scan(shard);

        Assert.Empty(pairs);
        Assert.Single(faults);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    [Fact]
    public void DamagedFiles_NeverThrow()
    {
        byte[] whole = File.ReadAllBytes(
            Write(TarEntryFormat.Pax, ("a.source.jpg", 300), ("a.json", 20), ("b.source.jpg", 40), ("b.json", 700))
        );
        var random = new Random(3);
        for (int n = 0; n < 2000; n++)
        {
            byte[] damaged = whole[..(n % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int k = random.Next(1, 8); k > 0 && damaged.Length > 0; k--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["damaged.tar"], damaged);

            foreach (PairEntry pair in Scan(folder["damaged.tar"]).Pairs)
            {
                try
                {
                    pair.Read();
                }
                catch (LightningDragException error)
                {
                    Assert.Equal(ErrorCode.InvalidFile, error.Code);
                }
            }
        }
    }

    private static (List<PairEntry> Pairs, List<string> Faults) Scan(string shard)
    {
        List<PairEntry> pairs = [];
        List<string> faults = [];
        TarScan.Scan(shard, pairs, faults);
        return (pairs, faults);
    }

    private string Write(TarEntryFormat format, params (string Name, int Bytes)[] members)
    {
        string shard = folder[$"{Guid.NewGuid():N}.tar"];
        using var tar = new TarWriter(File.Create(shard), format);
        foreach (var (name, bytes) in members)
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                _ => new PaxTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(new byte[bytes]);
            tar.WriteEntry(entry);
        }

        return shard;
    }
}
