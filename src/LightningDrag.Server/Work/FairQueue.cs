namespace LightningDrag.Server.Work;

/// <summary>
/// A bounded queue that several clients share: each in turn gets its oldest item served (round robin), and none may
/// fill more than half of the places, so that a greedy one cannot keep the others out. Thread-safe.
/// </summary>
internal sealed class FairQueue<T>(int capacity) : IDisposable
    where T : class
{
    private readonly Lock gate = new();
    private readonly LinkedList<Line> rotation = new(); // whose turn it is next comes first
    private readonly Dictionary<string, LinkedListNode<Line>> lines = [];
    private readonly SemaphoreSlim available = new(0);

    /// <summary>Most items of one client.</summary>
    public int Share { get; } = Math.Max(1, capacity / 2);

    /// <summary>How many items wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an item; false where the queue, or the client's share of it, is full.</summary>
    public bool TryAdd(string client, T item)
    {
        lock (gate)
        {
            if (Count >= capacity)
                return false;
            if (!lines.TryGetValue(client, out var line))
                lines.Add(client, line = rotation.AddLast(new Line(client)));
            if (line.Value.Items.Count >= Share)
                return false;
            line.Value.Items.AddLast(item);
            Count++;
        }

        available.Release();
        return true;
    }

    /// <summary>Takes an item out of turn; false where it is not there any more.</summary>
    public bool Remove(string client, T item)
    {
        lock (gate)
        {
            if (!lines.TryGetValue(client, out var line) || !line.Value.Items.Remove(item))
                return false;
            Taken(line);
            return true;
        }
    }

    /// <summary>Waits for an item and takes it.</summary>
    public async ValueTask<T> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await available.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (gate)
            {
                // An item that was removed leaves its signal behind.
                if (rotation.First is not { } line)
                    continue;
                T item = line.Value.Items.First!.Value;
                line.Value.Items.RemoveFirst();
                rotation.Remove(line);
                rotation.AddLast(line);
                Taken(line);
                return item;
            }
        }
    }

    /// <summary>
    /// How many items will be taken before this one, if none is added or removed; null where it does not wait.
    /// </summary>
    public int? PositionOf(string client, T item)
    {
        lock (gate)
        {
            if (!lines.TryGetValue(client, out var own))
                return null;
            int before = 0;
            foreach (T other in own.Value.Items)
            {
                if (ReferenceEquals(other, item))
                    return before + OthersBefore(own.Value, before + 1);
                before++;
            }

            return null;
        }
    }

    /// <summary>
    /// Items of other clients that come before the own item of a turn: clients later in the rotation have had one turn
    /// less.
    /// </summary>
    private int OthersBefore(Line own, int turn)
    {
        int others = 0;
        bool passed = false;
        foreach (var line in rotation)
        {
            if (line == own)
                passed = true;
            else
                others += Math.Min(line.Items.Count, passed ? turn - 1 : turn);
        }

        return others;
    }

    public void Dispose() => available.Dispose();

    private void Taken(LinkedListNode<Line> line)
    {
        Count--;
        if (line.Value.Items.Count > 0)
            return;
        rotation.Remove(line);
        lines.Remove(line.Value.Client);
    }

    private sealed class Line(string client)
    {
        public string Client => client;

        public LinkedList<T> Items { get; } = new();
    }
}
