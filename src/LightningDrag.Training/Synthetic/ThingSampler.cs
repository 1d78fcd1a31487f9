namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Draws scenes in which whole things with true outlines move: before their own background where the picture has one,
/// so that the source is the untouched picture, else before another photo; now and then with a second thing. Renderings
/// are many and alike: they get a fixed share.
/// </summary>
internal sealed class ThingSampler
{
    private const float OwnBackgroundShare = 0.85f;
    private const float SecondThingShare = 0.25f;
    private const float SecondMovesShare = 0.4f;
    private const float LargestMagnification = 1.6f;

    private static readonly Dictionary<ObjectStyle, float> StyleShares = new()
    {
        [ObjectStyle.Photo] = 0.82f,
        [ObjectStyle.Drawing] = 0.03f,
        [ObjectStyle.Render] = 0.15f,
    };

    private readonly IReadOnlyList<Photo> backdrops;
    private readonly ObjectPicture[][] sets;
    private readonly float[] upTo;

    /// <param name="things">At least one.</param>
    /// <param name="backdrops">At least one.</param>
    public ThingSampler(IReadOnlyList<ObjectPicture> things, IReadOnlyList<Photo> backdrops)
    {
        ArgumentOutOfRangeException.ThrowIfZero(things.Count);
        ArgumentOutOfRangeException.ThrowIfZero(backdrops.Count);
        this.backdrops = backdrops;
        var groups = things.GroupBy(thing => (thing.Set, thing.Style)).ToArray();
        sets = [.. groups.Select(group => group.ToArray())];

        // Within a style, sets count by the root of their size: large ones are more of the same.
        float Root(IGrouping<(string, ObjectStyle Style), ObjectPicture> group) => MathF.Sqrt(group.Count());
        float[] weights =
        [
            .. groups.Select(group =>
                StyleShares[group.Key.Style]
                * Root(group)
                / groups.Where(other => other.Key.Style == group.Key.Style).Sum(Root)
            ),
        ];
        upTo = new float[weights.Length];
        float sum = 0,
            total = weights.Sum();
        for (int i = 0; i < weights.Length; i++)
            upTo[i] = (sum += weights[i]) / total;
    }

    /// <summary>
    /// Draws a scene; its motions go to the meshes of <paramref name="buffers"/>. Null where this draw came out empty.
    /// </summary>
    public Scene? Draw(ref CounterRandom random, SceneBuffers buffers)
    {
        int size = buffers.Size;
        var thing = Choose(ref random);
        List<Layer> layers = [];
        int? cut = null;
        if (thing.IsScene && random.Chance(OwnBackgroundShare))
        {
            var placement = PlaceAround(ref random, thing.Photo, size);
            layers.Add(Layer.Backdrop(thing.Photo, placement));
            layers.Add(Layer.Cutout(thing.Photo, placement));
            cut = 1;
        }
        else
        {
            var backdrop = backdrops[random.Index(backdrops.Count)];
            layers.Add(Layer.Backdrop(backdrop, SceneSampler.PlaceBackdrop(ref random, backdrop, size)));
            layers.Add(Place(ref random, thing.Photo, size));
        }

        if (random.Chance(SecondThingShare))
            layers.Add(Place(ref random, Choose(ref random).Photo, size));
        for (int k = 1; k < layers.Count; k++)
        {
            Layer layer = layers[k];
            MotionMesh mesh = buffers.Layers[k].Mesh;
            var footprint = new LayerFootprint(layer, mesh, size);
            layer.Nodes = footprint.Box;
            if (k > 1 && !random.Chance(SecondMovesShare))
                continue;
            if (footprint.IsEmpty)
                return null;
            layer.Motion = LayerMotionSampler.DrawOfThing(ref random, mesh, footprint, size);
            layer.Mesh = mesh;
        }

        return new Scene(layers, [.. layers.Select(layer => layer.Motion)], cut) { IsOfThings = true };
    }

    private ObjectPicture Choose(ref CounterRandom random)
    {
        float place = random.Unit();
        int set = Array.FindIndex(upTo, end => place < end);
        var among = sets[set < 0 ? ^1 : set];
        return among[random.Index(among.Length)];
    }

    /// <summary>
    /// A square crop that has the thing's centre inside; the thing fills from a quarter of it to all.
    /// </summary>
    private static PhotoPlacement PlaceAround(ref CounterRandom random, Photo photo, int size)
    {
        var box = photo.Cutout!.Value;
        float largest = Math.Min(photo.Width, photo.Height);
        float side = Math.Clamp(
            box.LongerSide * random.LogRange(1.05f, 4f),
            Math.Min(largest, size / LargestMagnification),
            largest
        );
        float x = box.CentreX + (0.25f * side * random.Range(-1, 1)),
            y = box.CentreY + (0.25f * side * random.Range(-1, 1));
        x = Math.Clamp(x, side / 2, photo.Width - (side / 2));
        y = Math.Clamp(y, side / 2, photo.Height - (side / 2));
        return SceneSampler.Centred(size, x, y, side, random.Chance(0.5f));
    }

    private static Layer Place(ref CounterRandom random, Photo photo, int size)
    {
        var box = photo.Cutout!.Value;
        float diameter = random.LogRange(0.18f, 0.8f) * size,
            scale = Math.Max(box.LongerSide / diameter, 1 / LargestMagnification);
        float x = random.Range(0.2f, 0.8f) * size,
            y = random.Range(0.2f, 0.8f) * size;
        return Layer.Cutout(
            photo,
            PhotoPlacement.At(x, y, box.CentreX, box.CentreY, scale, 0.15f * random.Normal(), random.Chance(0.5f))
        );
    }
}
