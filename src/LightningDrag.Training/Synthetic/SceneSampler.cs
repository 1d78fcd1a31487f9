using System.Runtime.Intrinsics;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// A scene before rendering: its layers, backdrop first, and which of them is the backdrop's own object.
/// </summary>
internal sealed record Scene(List<Layer> Layers, List<LayerMotion> Motions, int? CutFromBackdrop)
{
    private const float ElasticScope = 0.5f;

    /// <summary>
    /// What a drag in it means, from 0 (a part bends) to 1 (whole things move): known of elastic scenes, else by how
    /// its layers move.
    /// </summary>
    public float Scope { get; init; } =
        Motions
            .Where(motion => motion.IsMoving)
            .Select(motion =>
                motion.Kind switch
                {
                    LayerMotionKind.Similarity => 1f,
                    LayerMotionKind.NonRigid => 0.8f,
                    LayerMotionKind.Articulated => 0.3f,
                    _ => ElasticScope,
                }
            )
            .DefaultIfEmpty(ElasticScope)
            .Average();

    /// <summary>Whether true outlines move, so that masks of every kind may be drawn around them.</summary>
    public bool IsOfThings { get; init; }
}

/// <summary>
/// Draws scenes: 30 % one elastic photo, 70 % layers, some of them the photo's own object moving before its own
/// background.
/// </summary>
internal sealed class SceneSampler
{
    private const float ElasticShare = 0.3f;
    private const float ElasticObjectShare = 0.3f;
    private const float OwnBackdropShare = 0.3f;
    private const float CutoutShare = 0.85f;
    private const float MovingShare = 0.55f;

    private readonly IReadOnlyList<Photo> photos;
    private readonly Photo[] withCutout;

    private readonly float partShare;
    private readonly ThingSampler? things;
    private readonly float thingShare;

    /// <param name="photos">At least one.</param>
    /// <param name="partShare">Share of scenes in which a part of an object bends, on top of the kinds above.</param>
    /// <param name="things">Draws scenes in which things with true outlines move; null for none.</param>
    /// <param name="thingShare">Share of those, before all other kinds.</param>
    public SceneSampler(
        IReadOnlyList<Photo> photos,
        double partShare = 0,
        ThingSampler? things = null,
        double thingShare = 0
    )
    {
        (this.partShare, this.things, this.thingShare) = ((float)partShare, things, (float)thingShare);
        ArgumentOutOfRangeException.ThrowIfZero(photos.Count);
        this.photos = photos;
        withCutout = [.. photos.Where(photo => photo.Cutout is not null)];
    }

    /// <summary>
    /// Draws a scene; its motions go to the meshes of <paramref name="buffers"/>. Null where this draw came out empty.
    /// </summary>
    public Scene? Draw(ref CounterRandom random, SceneBuffers buffers)
    {
        if (things is not null && random.Chance(thingShare))
            return things.Draw(ref random, buffers);
        if (partShare > 0 && withCutout.Length > 0 && random.Chance(partShare))
            return DrawOnObject(ref random, buffers, isPart: true);
        bool isElastic = random.Chance(ElasticShare);
        if (isElastic)
            return DrawElastic(ref random, buffers);
        return DrawLayered(ref random, buffers, withCutout.Length > 0 && random.Chance(OwnBackdropShare));
    }

    private Scene? DrawElastic(ref CounterRandom random, SceneBuffers buffers)
    {
        int size = buffers.Size;
        MotionMesh mesh = buffers.Layers[0].Mesh;
        if (withCutout.Length == 0 || !random.Chance(ElasticObjectShare))
        {
            var photo = Any(ref random);
            var backdrop = Layer.Backdrop(photo, PlaceBackdrop(ref random, photo, size));
            var motions = ElasticMotionSampler.DrawBumps(ref random, mesh, buffers.Regions, size);
            (backdrop.Mesh, backdrop.Motion) = (mesh, motions[0]);
            return new Scene([backdrop], [LayerMotion.Still, .. motions], null) { Scope = 0 };
        }

        return DrawOnObject(ref random, buffers, isPart: false);
    }

    /// <summary>A photo bent around the whole or a part of its object.</summary>
    private Scene? DrawOnObject(ref CounterRandom random, SceneBuffers buffers, bool isPart)
    {
        int size = buffers.Size;
        MotionMesh mesh = buffers.Layers[0].Mesh;
        var subject = withCutout[random.Index(withCutout.Length)];
        var placement = PlaceAroundCutout(ref random, subject, size);
        var footprint = new LayerFootprint(Layer.Cutout(subject, placement), mesh, size);
        if (footprint.IsEmpty)
            return null;
        var stretched = Layer.Backdrop(subject, placement);
        stretched.Mesh = mesh;
        stretched.Motion = isPart
            ? ElasticMotionSampler.DrawPart(ref random, mesh, footprint, buffers.Regions, size)
            : ElasticMotionSampler.DrawObject(ref random, mesh, footprint, buffers.Regions, size);
        return isPart
            ? new Scene([stretched], [LayerMotion.Still, stretched.Motion], null) { Scope = 0 }
            : new Scene([stretched], [LayerMotion.Still, stretched.Motion], null);
    }

    private Scene? DrawLayered(ref CounterRandom random, SceneBuffers buffers, bool isOwnBackdrop)
    {
        int size = buffers.Size;
        List<Layer> layers = [];
        int? cut = null;
        if (isOwnBackdrop)
        {
            var photo = withCutout[random.Index(withCutout.Length)];
            var placement = PlaceAroundCutout(ref random, photo, size);
            layers.Add(Layer.Backdrop(photo, placement));
            layers.Add(Layer.Cutout(photo, placement));
            cut = 1;
            int more = random.Chance(0.25f) ? 1 : 0;
            for (int i = 0; i < more; i++)
                layers.Add(DrawForeground(ref random, size));
        }
        else
        {
            var photo = Any(ref random);
            layers.Add(Layer.Backdrop(photo, PlaceBackdrop(ref random, photo, size)));
            float chance = random.Unit();
            int count =
                chance < 0.4f ? 1
                : chance < 0.75f ? 2
                : 3;
            for (int i = 0; i < count; i++)
                layers.Add(DrawForeground(ref random, size));
            foreach (var layer in layers)
                Recolour(ref random, layer);
        }

        if (!DrawMotions(ref random, layers, buffers, cut))
            return null;
        return new Scene(layers, [.. layers.Select(layer => layer.Motion)], cut);
    }

    private static bool DrawMotions(ref CounterRandom random, List<Layer> layers, SceneBuffers buffers, int? always)
    {
        int chosen = always ?? 1 + random.Index(layers.Count - 1);
        for (int k = 1; k < layers.Count; k++)
        {
            Layer layer = layers[k];
            MotionMesh mesh = buffers.Layers[k].Mesh;
            var footprint = new LayerFootprint(layer, mesh, buffers.Size);
            layer.Nodes = footprint.Box;
            bool moves = random.Chance(MovingShare) || k == chosen;
            if (!moves)
                continue;
            if (footprint.IsEmpty)
                return false;
            layer.Motion = LayerMotionSampler.Draw(ref random, mesh, footprint, buffers.Size);
            layer.Mesh = mesh;
        }

        return true;
    }

    private Layer DrawForeground(ref CounterRandom random, int size)
    {
        var photo = Any(ref random);
        float x = random.Range(0.15f, 0.85f) * size,
            y = random.Range(0.15f, 0.85f) * size,
            diameter = random.LogRange(0.2f, 0.75f) * size;
        bool mirrored = random.Chance(0.5f);
        if (photo.Cutout is { } box && random.Chance(CutoutShare))
        {
            // Enlarging a photo by more than a half shows.
            float scale = Math.Max(box.LongerSide / diameter, 0.65f);
            return Layer.Cutout(
                photo,
                PhotoPlacement.At(x, y, box.CentreX, box.CentreY, scale, 0.15f * random.Normal(), mirrored)
            );
        }

        float shrink = random.Range(0.6f, 1) * Math.Min(photo.Width, photo.Height) / size;
        float photoX = random.Range(0.25f, 0.75f) * photo.Width,
            photoY = random.Range(0.25f, 0.75f) * photo.Height;
        var placement = PhotoPlacement.At(x, y, photoX, photoY, shrink, 0, mirrored);
        return Layer.Shaped(photo, placement, LayerShape.Draw(ref random, x, y, diameter));
    }

    public static PhotoPlacement PlaceBackdrop(ref CounterRandom random, Photo photo, int size)
    {
        float side = random.Range(0.6f, 1) * Math.Min(photo.Width, photo.Height);
        float x = random.Range(side / 2, photo.Width - (side / 2)),
            y = random.Range(side / 2, photo.Height - (side / 2));
        return Centred(size, x, y, side, random.Chance(0.5f));
    }

    /// <summary>A square crop that has the cut-out's centre well inside and, where it fits, the whole of it.</summary>
    private static PhotoPlacement PlaceAroundCutout(ref CounterRandom random, Photo photo, int size)
    {
        var box = photo.Cutout!.Value;
        float largest = Math.Min(photo.Width, photo.Height);
        float side = Math.Clamp(box.LongerSide * random.LogRange(1.05f, 2.2f), 0.5f * largest, largest);
        float x = box.CentreX + (0.18f * side * random.Range(-1, 1)),
            y = box.CentreY + (0.18f * side * random.Range(-1, 1));
        x = Math.Clamp(x, side / 2, photo.Width - (side / 2));
        y = Math.Clamp(y, side / 2, photo.Height - (side / 2));
        return Centred(size, x, y, side, random.Chance(0.5f));
    }

    public static PhotoPlacement Centred(int size, float photoX, float photoY, float side, bool mirrored) =>
        PhotoPlacement.At((size - 1) / 2f, (size - 1) / 2f, photoX - 0.5f, photoY - 0.5f, side / size, 0, mirrored);

    private static void Recolour(ref CounterRandom random, Layer layer)
    {
        float contrast = random.Range(0.85f, 1.12f),
            brightness = random.Range(-12, 12);
        layer.Gain =
            contrast
            * Vector128.Create(random.Range(0.95f, 1.05f), random.Range(0.95f, 1.05f), random.Range(0.95f, 1.05f), 1);
        layer.Bias = Vector128.Create(brightness + (128 * (1 - contrast)));
    }

    private Photo Any(ref CounterRandom random) => photos[random.Index(photos.Count)];
}
