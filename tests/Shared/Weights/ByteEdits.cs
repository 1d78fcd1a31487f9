namespace LightningDrag.Tests.Weights.Fuzzing;

/// <summary>Small faults in bytes of any kind.</summary>
internal static class ByteEdits
{
    /// <summary>Flips, replaces, inserts, removes or repeats something somewhere; never all of it.</summary>
    public static void Apply(List<byte> bytes, Random random, byte[][] fragments)
    {
        int at = random.Next(bytes.Count),
            length = Math.Min(random.Next(1, 20), bytes.Count - at - 1);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.InsertRange(at, fragments[random.Next(fragments.Length)]);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            default:
                bytes.RemoveRange(at, length);
                break;
        }
    }
}
