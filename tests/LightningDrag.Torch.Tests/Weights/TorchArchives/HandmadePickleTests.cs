using LightningDrag.Weights.TorchArchives;
using static LightningDrag.Tests.Weights.TorchArchives.HandmadePickle;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>What tests of pickles written by hand share: a file of six numbers, opened or refused.</summary>
public abstract class HandmadePickleTests : IDisposable
{
    private protected const int StorageElements = 6;

    private protected static readonly byte[] Elements =
    [
        .. Enumerable.Range(0, StorageElements).SelectMany(i => BitConverter.GetBytes((float)i)),
    ];
    private protected static readonly byte[] SixFloats = Storage("FloatStorage", "0", StorageElements);
    private protected static readonly byte[] Sound = Tensor(SixFloats, 0, [2, 3], [3, 1]);

    private protected ArchiveFile Archive { get; } = new();

    public void Dispose()
    {
        Archive.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static float[] Values(TorchArchive file, string name) => file.Read(name).data<float>().ToArray();

    private protected TorchArchive Open(params byte[][] operations) =>
        TorchArchive.Open(Archive.Save(HandmadeArchive.Bytes(Whole(operations), ("0", Elements))));

    private protected void AssertRefused(string fault, params byte[][] operations) =>
        AssertPickleRefused(Whole(operations), fault);

    private protected void AssertPickleRefused(byte[] pickle, string fault) =>
        Archive.AssertRefused(HandmadeArchive.Bytes(pickle, ("0", Elements)), fault);
}
