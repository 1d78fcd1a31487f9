namespace LightningDrag.Training.Synthetic;

/// <summary>
/// A small random source whose whole state is one counter (SplitMix64; Steele, Lea, Flood 2014), so that sample number
/// n of a stream can be made on any thread, in any order, after any restart, and is always the same sample.
/// </summary>
internal struct CounterRandom(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong state = Mix(seed + GoldenGamma);

    /// <summary>
    /// A seed for sub-stream <paramref name="index"/> of <paramref name="seed"/>, unrelated to its neighbours'.
    /// </summary>
    public static ulong Derive(ulong seed, ulong index) =>
        Mix(Mix(seed + GoldenGamma) ^ ((index + 1) * 0xD1342543DE82EF95));

    public ulong Bits() => Mix(state += GoldenGamma);

    /// <summary>Uniform in [0, 1).</summary>
    public float Unit() => (Bits() >> 40) * (1f / (1 << 24));

    public float Range(float low, float high) => low + ((high - low) * Unit());

    /// <summary>Log-uniform in [low, high).</summary>
    public float LogRange(float low, float high) => MathF.Exp(Range(MathF.Log(low), MathF.Log(high)));

    /// <summary>Uniform in 0 … count − 1.</summary>
    public int Index(int count) => (int)(((Bits() >> 32) * (ulong)count) >> 32);

    public bool Chance(float probability) => Unit() < probability;

    /// <summary>Standard normal (Box–Muller; the second value is dropped, which keeps the state one number).</summary>
    public float Normal() => MathF.Sqrt(-2 * MathF.Log(1 - Unit())) * MathF.Cos(MathF.Tau * Unit());

    /// <summary>
    /// Failures before the first success: 0 with probability <paramref name="success"/>, then ever rarer.
    /// </summary>
    public int Geometric(float success) => (int)(MathF.Log(1 - Unit()) / MathF.Log(1 - success));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
