using System.Security.Cryptography;
using System.Text;

namespace LightningDrag.Data;

/// <summary>Randomness that follows from a name alone, whatever ran before and on whatever thread.</summary>
internal static class StableRandom
{
    public static Random For(string name) => new(BitConverter.ToInt32(Hash(name)));

    /// <summary>Uniform in [0, 1).</summary>
    public static double Unit(string name) => BitConverter.ToUInt32(Hash(name), 4) / (double)(1L << 32);

    private static byte[] Hash(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
