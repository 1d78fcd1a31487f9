namespace LightningDrag.Sampling;

/// <summary>
/// MT19937 (Matsumoto &amp; Nishimura, "Mersenne Twister: A 623-Dimensionally Equidistributed Uniform Pseudo-Random
/// Number Generator", 1998), with the seeding of its authors' version of 2002: PyTorch's generator on the processor.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624,
        Period = 397;
    private const uint Twist = 0x9908b0df,
        UpperBit = 0x80000000,
        LowerBits = 0x7fffffff;

    private readonly uint[] state = new uint[Size];
    private int next = Size;

    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (uint i = 1; i < Size; i++)
            state[i] = (1812433253 * (state[i - 1] ^ (state[i - 1] >> 30))) + i;
    }

    /// <summary>32 random bits.</summary>
    public uint Next()
    {
        if (next == Size)
            Renew();
        uint y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Renew()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (state[i] & UpperBit) | (state[(i + 1) % Size] & LowerBits);
            state[i] = state[(i + Period) % Size] ^ (y >> 1) ^ ((y & 1) * Twist);
        }

        next = 0;
    }
}
