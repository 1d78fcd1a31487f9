using System.Collections.Concurrent;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// The arrays that one rendering works in, lent again to the next. A live preview needs some eighty of them, 24 MB in
/// all; made anew each time, the system would have to find and clear that memory for every move of the pointer, which
/// on some virtual machines takes longer than the work itself. Thread-safe.
/// </summary>
/// <remarks>
/// What <see cref="Take"/> gives is valid until <see cref="Dispose"/>; results that outlive a rendering are made by
/// <c>new</c>. One that is not from <see cref="Rent"/> lends all the same, and is not rented out later.
/// </remarks>
internal sealed class ScratchArrays : IDisposable
{
    private static readonly ConcurrentBag<ScratchArrays> Idle = [];

    private readonly Lock access = new();
    private readonly List<Array> lent = [];
    private Dictionary<(Type Element, int Length), Stack<Array>> free = [];
    private bool isRented;

    /// <summary>One that holds what an earlier rendering gave back, if there is any.</summary>
    public static ScratchArrays Rent()
    {
        if (!Idle.TryTake(out var scratch))
            scratch = new ScratchArrays();
        scratch.isRented = true;
        return scratch;
    }

    /// <summary>An array of zeros.</summary>
    public T[] Take<T>(int length)
        where T : unmanaged
    {
        if (Reused<T>(length) is not { } array)
            return Lent(new T[length]);
        Array.Clear(array);
        return array;
    }

    /// <summary>An array with the same elements.</summary>
    public T[] Copy<T>(T[] of)
        where T : unmanaged
    {
        var array = Reused<T>(of.Length) ?? Lent(GC.AllocateUninitializedArray<T>(of.Length));
        of.CopyTo(array, 0);
        return array;
    }

    /// <summary>Takes all arrays back for the next rendering; those that this one did not need are forgotten.</summary>
    public void Dispose()
    {
        lock (access)
        {
            free = [];
            foreach (var array in lent)
            {
                var key = (array.GetType().GetElementType()!, array.Length);
                if (!free.TryGetValue(key, out var same))
                    free[key] = same = new Stack<Array>();
                same.Push(array);
            }

            lent.Clear();
        }

        if (Interlocked.Exchange(ref isRented, false))
            Idle.Add(this);
    }

    private T[]? Reused<T>(int length)
    {
        lock (access)
        {
            if (!free.TryGetValue((typeof(T), length), out var same) || !same.TryPop(out var array))
                return null;
            lent.Add(array);
            return (T[])array;
        }
    }

    private T[] Lent<T>(T[] array)
    {
        lock (access)
            lent.Add(array);
        return array;
    }
}
