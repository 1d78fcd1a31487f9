using System.Globalization;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights.Fuzzing;

/// <summary>
/// Mutated files of either kind are read soundly or give the one error: no crash, no endless loop, no memory beyond
/// twice the file. Longer runs: eng/fuzz-weights.
/// </summary>
public sealed class WeightFuzzTests
{
    /// <summary>How many files of both kinds together, and the seed of the first kind.</summary>
    private const string FilesVariable = "LIGHTNINGDRAG_FUZZ_FILES",
        SeedVariable = "LIGHTNINGDRAG_FUZZ_SEED";

    private const int Files = 100_000,
        Seed = 20260101;

    /// <summary>Error text, stack traces and reader objects, whatever the file's size.</summary>
    private const int FixedAllocation = 128 << 10;

    [Fact]
    public void Mutated_safetensors_files_are_read_soundly_or_refused() =>
        Fuzz(SafetensorsMutator.Next, Setting(SeedVariable, Seed));

    [Fact]
    public void Mutated_archives_are_read_soundly_or_refused() =>
        Fuzz(ArchiveMutator.Next, Setting(SeedVariable, Seed) + 1);

    private static int Setting(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : usual;

    private static void Fuzz(Func<Random, byte[]> mutate, int seed)
    {
        // on a disk, the files take ten times as long as the test
        using TemporaryFolder folder = TemporaryFolder.InMemory();
        int files = Setting(FilesVariable, Files) / 2,
            read = 0;
        for (int i = 0; i < files; i++)
        {
            // so that a file can be made again by its number alone
            byte[] bytes = mutate(new Random(unchecked((seed * 1_000_003) + i)));
            string path = folder[$"{i % 8}"];
            File.WriteAllBytes(path, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (ReadAll(path, bytes))
                    read++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"File {i} of seed {seed}: {e}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated <= (2 * bytes.Length) + FixedAllocation,
                $"File {i} of seed {seed}: {allocated} bytes for {bytes.Length}."
            );
        }

        Assert.InRange(read, files / 50, files / 2); // both ways out were taken
    }

    /// <summary>Whether the file is sound; then every tensor is read.</summary>
    private static bool ReadAll(string path, byte[] bytes)
    {
        try
        {
            using IWeightSource source = WeightSource.Open(path);
            long total = 0;
            foreach (string name in source.Names)
            {
                using Tensor tensor = source.Read(name);
                TensorInfo info = source.Info(name);
                Assert.Equal(info.Shape, tensor.shape);
                Assert.Equal(info.Type.ToScalarType(), tensor.dtype);
                total += tensor.numel() * tensor.element_size();
            }

            Assert.InRange(total, 0, 2 * bytes.Length);
            return true;
        }
        catch (LightningDragException e)
        {
            Assert.Equal(ErrorCode.InvalidFile, e.Code);
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
