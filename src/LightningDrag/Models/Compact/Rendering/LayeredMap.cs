namespace LightningDrag.Models.Compact.Rendering;

/// <summary>What a grid cell of the target needs.</summary>
internal enum CellKind : byte
{
    /// <summary>Nothing moves: the source's pixels stay.</summary>
    Still,

    /// <summary>One layer: the map is interpolated.</summary>
    Smooth,

    /// <summary>Only the background is seen, filled where it was covered.</summary>
    Background,

    /// <summary>The border of a layer runs through: two maps and a matte.</summary>
    Edge,
}

/// <summary>
/// The backward map upsampled without mixing layers. In an edge cell the 4×4 nodes around are sorted into front and
/// back by motion; the front's share under cubic B-spline weights is a smooth matte whose level line is the border at
/// any resolution, and each layer's map is averaged with the same weights over its own nodes only (joint upsampling,
/// Kopf et al. 2007, with the layer as range weight).
/// </summary>
internal sealed class LayeredMap
{
    // Neighbouring offsets that differ by more are a border between layers, not a stretch.
    private const float Tear = 3f;

    private readonly BackwardMap _map;
    private readonly bool[] _behind;
    private readonly CellKind[] _kinds;
    private readonly ushort[] _front;
    private readonly int _stride;

    /// <param name="map">The splatted map, tears closed.</param>
    /// <param name="filled">Nodes whose background is filled in rather than seen.</param>
    /// <param name="scratch">Lends its arrays.</param>
    public LayeredMap(BackwardMap map, bool[] filled, ScratchArrays scratch)
    {
        _map = map;
        _stride = map.Size + 1;
        _kinds = scratch.Take<CellKind>(_stride * _stride);
        _front = scratch.Take<ushort>(_stride * _stride);
        _behind = scratch.Take<bool>(filled.Length);
        for (int p = 0; p < filled.Length; p++)
            _behind[p] = map.Hole[p] || (filled[p] && !IsMoving(p));

        bool[] borders = BorderNodes(map, _behind, scratch),
            near = Morphology.Dilate(NotStill(map, borders, _behind, scratch), map.Size, radius: 2, scratch);
        for (int row = -1; row < map.Size; row++)
        {
            for (int column = -1; column < map.Size; column++)
            {
                // The 4×4 nodes around a cell lie within two of its first: where none of those is of interest nothing
                // moves.
                int cell = ((row + 1) * _stride) + column + 1;
                if (!near[(Math.Max(row, 0) * map.Size) + Math.Max(column, 0)])
                {
                    _kinds[cell] = CellKind.Still;
                    continue;
                }

                _kinds[cell] = Classify(borders, column, row);
                if (_kinds[cell] == CellKind.Edge)
                    _front[cell] = FrontNodes(column, row);
            }
        }
    }

    /// <summary>What the cell needs.</summary>
    public CellKind Kind(in GridCell cell) => _kinds[((cell.Row + 1) * _stride) + cell.Column + 1];

    /// <summary>The nodes at which layers meet: one moves, its neighbour is behind it or moves otherwise.</summary>
    public static bool[] BorderNodes(BackwardMap map, bool[] behind, ScratchArrays scratch)
    {
        int size = map.Size;
        bool[] borders = scratch.Take<bool>(behind.Length);
        for (int p = 0; p < borders.Length; p++)
        {
            if ((p + 1) % size != 0 && IsBorder(map, behind, p, p + 1))
                borders[p] = borders[p + 1] = true;
            if (p + size < borders.Length && IsBorder(map, behind, p, p + size))
                borders[p] = borders[p + size] = true;
        }

        return borders;
    }

    /// <summary>The two layers at a point of an edge cell.</summary>
    public LayerMix Mix(in GridCell cell)
    {
        int front = _front[((cell.Row + 1) * _stride) + cell.Column + 1],
            size = _map.Size;
        Span<float> weightsX = stackalloc float[4],
            weightsY = stackalloc float[4];
        BSpline(cell.FractionX, weightsX);
        BSpline(cell.FractionY, weightsY);
        float share = 0,
            frontX = 0,
            frontY = 0,
            back = 0,
            backX = 0,
            backY = 0;
        bool backIsFilled = false;
        for (int j = 0, bit = 1; j < 4; j++)
        {
            int row = Math.Clamp(cell.Row - 1 + j, 0, size - 1) * size;
            for (int i = 0; i < 4; i++, bit <<= 1)
            {
                int node = row + Math.Clamp(cell.Column - 1 + i, 0, size - 1);
                float weight = weightsX[i] * weightsY[j];
                if ((front & bit) != 0)
                {
                    share += weight;
                    frontX += weight * _map.OffsetX[node];
                    frontY += weight * _map.OffsetY[node];
                }
                else if (_behind[node])
                {
                    backIsFilled = true;
                }
                else
                {
                    back += weight;
                    backX += weight * _map.OffsetX[node];
                    backY += weight * _map.OffsetY[node];
                }
            }
        }

        float perFront = share > 0 ? 1 / share : 0,
            perBack = back > 0 ? 1 / back : 0;
        return new LayerMix(
            share,
            frontX * perFront,
            frontY * perFront,
            backIsFilled || back == 0,
            backX * perBack,
            backY * perBack
        );
    }

    private static bool[] NotStill(BackwardMap map, bool[] borders, bool[] behind, ScratchArrays scratch)
    {
        bool[] notStill = scratch.Take<bool>(borders.Length);
        for (int p = 0; p < notStill.Length; p++)
            notStill[p] = borders[p] || behind[p] || map.OffsetX[p] != 0 || map.OffsetY[p] != 0;
        return notStill;
    }

    private static bool IsBorder(BackwardMap map, bool[] behind, int p, int q)
    {
        if (behind[p] || behind[q])
            return (!behind[p] && IsMoving(map, p)) || (!behind[q] && IsMoving(map, q));
        return Square(map.OffsetX[p] - map.OffsetX[q], map.OffsetY[p] - map.OffsetY[q]) > Tear * Tear;
    }

    private static bool IsMoving(BackwardMap map, int p) =>
        !map.Hole[p] && Square(map.OffsetX[p], map.OffsetY[p]) >= HoleClosing.Still * HoleClosing.Still;

    private static float Square(float x, float y) => (x * x) + (y * y);

    private static void BSpline(float t, Span<float> weights)
    {
        float s = 1 - t,
            t2 = t * t,
            t3 = t2 * t;
        weights[0] = s * s * s / 6;
        weights[1] = ((3 * t3) - (6 * t2) + 4) / 6;
        weights[3] = t3 / 6;
        weights[2] = 1 - weights[0] - weights[1] - weights[3];
    }

    private bool IsMoving(int p) => IsMoving(_map, p);

    private CellKind Classify(bool[] borders, int column, int row)
    {
        int size = _map.Size;
        bool still = true,
            background = false;
        for (int j = -1; j < 3; j++)
        {
            int top = Math.Clamp(row + j, 0, size - 1) * size;
            for (int i = -1; i < 3; i++)
            {
                int node = top + Math.Clamp(column + i, 0, size - 1);
                if (borders[node])
                    return CellKind.Edge;
                if (i is < 0 or > 1 || j is < 0 or > 1)
                    continue;
                background |= _behind[node];
                still &= _map.OffsetX[node] == 0 && _map.OffsetY[node] == 0;
            }
        }

        return background ? CellKind.Background
            : still ? CellKind.Still
            : CellKind.Smooth;
    }

    /// <summary>
    /// One bit for each of the 4×4 nodes that moves with the fastest of them rather than with the back.
    /// </summary>
    private ushort FrontNodes(int column, int row)
    {
        Span<int> nodes = stackalloc int[16];
        int seed = -1;
        float fastest = 0;
        bool anyBehind = false;
        for (int k = 0; k < 16; k++)
        {
            int node =
                (Math.Clamp(row - 1 + (k / 4), 0, _map.Size - 1) * _map.Size)
                + Math.Clamp(column - 1 + (k % 4), 0, _map.Size - 1);
            nodes[k] = node;
            anyBehind |= _behind[node];
            float speed = Square(_map.OffsetX[node], _map.OffsetY[node]);
            if (!_behind[node] && speed > fastest)
                (seed, fastest) = (node, speed);
        }

        if (seed < 0)
            return 0;
        (float frontX, float frontY, float backX, float backY, float farthest) = (
            _map.OffsetX[seed],
            _map.OffsetY[seed],
            0f,
            0f,
            0f
        );
        foreach (int node in nodes)
        {
            float distance = Square(_map.OffsetX[node] - frontX, _map.OffsetY[node] - frontY);
            if (anyBehind || distance <= farthest)
                continue;
            (backX, backY, farthest) = (_map.OffsetX[node], _map.OffsetY[node], distance);
        }

        int bits = 0;
        for (int k = 0; k < 16; k++)
        {
            if (_behind[nodes[k]])
                continue;
            (float x, float y) = (_map.OffsetX[nodes[k]], _map.OffsetY[nodes[k]]);
            if (Square(x - frontX, y - frontY) <= Square(x - backX, y - backY))
                bits |= 1 << k;
        }

        return (ushort)bits;
    }
}

/// <summary>Two layers at one point.</summary>
/// <param name="Share">The front's share of the surroundings, 0…1; its border is near ½.</param>
/// <param name="FrontX">The front's offset in grid pixels.</param>
/// <param name="FrontY">The front's offset in grid pixels.</param>
/// <param name="BackIsFilled">Whether the back is the filled background rather than the source at the back's
/// offset.</param>
/// <param name="BackX">The back's offset in grid pixels.</param>
/// <param name="BackY">The back's offset in grid pixels.</param>
internal readonly record struct LayerMix(
    float Share,
    float FrontX,
    float FrontY,
    bool BackIsFilled,
    float BackX,
    float BackY
);
