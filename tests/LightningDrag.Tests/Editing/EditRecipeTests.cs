using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Sampling;

namespace LightningDrag.Tests.Editing;

public class EditRecipeTests
{
    private static readonly RasterImage Image = new(20, 10);

    [Fact]
    public void A_request_survives_the_way_through_JSON()
    {
        var mask = new EditMask(20, 10, new byte[200]);
        mask.Editable[(5 * 20) + 4] = 1;
        mask.Editable[(5 * 20) + 5] = 1;
        var request = new DragRequest
        {
            Points = [new(new(4, 5), new(7.25f, 6)), new(new(5, 5), new(5, 5))],
            Mask = mask,
            WholeImage = true,
            Candidates = 3,
            Seed = 7,
            Steps = 4,
            GuidanceScale = 3.5f,
            GuidanceDecay = GuidanceDecay.Linear,
        };

        var recipe = EditRecipe.Parse(EditRecipe.Of(request, "cat.jpg", "compact").ToJson());
        Assert.Equal(("cat.jpg", "compact"), (recipe.Image, recipe.Model));
        var replayed = recipe.ToRequest(Image, ".");
        Assert.Equal(request.Points, replayed.Points);
        Assert.Equal(mask.Editable, replayed.Mask!.Editable);
        Assert.Equal(request with { Points = replayed.Points, Mask = replayed.Mask }, replayed);
    }

    [Fact]
    public void How_the_published_network_was_loaded_survives_too()
    {
        var network = new StableDiffusionOptions
        {
            Sampler = SamplerKind.Lcm,
            Prompt = "a cat",
            NoisePrior = NoisePrior.Mixed,
        };
        var recipe = EditRecipe.Parse(
            EditRecipe.Of(new DragRequest { Points = [new(new(4, 5), new(7, 6))] }, "cat.jpg", "sd15", network).ToJson()
        );
        Assert.Equal(network, recipe.Network);
    }

    [Fact]
    public void Only_the_points_must_be_there()
    {
        var request = EditRecipe
            .Parse("""{ "version": 1, "points": [ { "handle": [1, 2], "target": [3, 4.5] } ] }""")
            .ToRequest(Image, ".");
        Assert.Equal([new PointPair(new(1, 2), new(3, 4.5f))], request.Points);
        Assert.Null(request.Mask);
        Assert.Equal(1, request.Candidates);
    }

    [Fact]
    public void Shapes_make_a_mask()
    {
        var recipe = EditRecipe.Parse(
            """
            { "version": 1, "points": [], "mask": { "shapes": [ { "type": "rectangle", "x": 2, "y": 3,
            "width": 4, "height": 2 } ] } }
            """
        );
        Assert.Equal(8, recipe.ToRequest(Image, ".").Mask!.Count());
    }

    [Theory]
    [InlineData("", "not valid")]
    [InlineData("null", "empty")]
    [InlineData("[]", "not valid")]
    [InlineData("""{ "version": 2, "points": [] }""", "version 2")]
    [InlineData("""{ "version": 1, "pionts": [] }""", "pionts")]
    [InlineData(
        """{ "version": 1, "points": [ { "handle": [1], "target": [3, 4] } ] }""",
        "points[0].handle has 1 numbers"
    )]
    [InlineData("""{ "version": 1, "points": [ { "handle": [1, 2] } ] }""", "points[0].target has 0 numbers")]
    [InlineData("""{ "version": 1, "points": [ { "handle": [1, "NaN"], "target": [3, 4] } ] }""", "not valid")]
    [InlineData("""{ "version": 1, "points": [], "mask": { } }""", "one of")]
    [InlineData("""{ "version": 1, "points": [], "mask": { "file": "m.png", "png": "AAAA" } }""", "one of")]
    [InlineData("""{ "version": 1, "points": [], "seed": 1.5 }""", "not valid")]
    [InlineData("""{ "version": 1, "points": null }""", "not valid")]
    [InlineData("""{ "version": 1, "points": [ null ] }""", "points[0]")]
    public void What_is_wrong_is_named(string json, string part)
    {
        var error = Assert.Throws<LightningDragException>(() => EditRecipe.Parse(json).ToRequest(Image, "."));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_missing_file_is_an_error_of_the_file() =>
        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => EditRecipe.Read("/nowhere/recipe.json")).Code
        );

    [Fact]
    public void A_mask_that_is_no_picture_is_an_error_of_the_image()
    {
        var recipe = EditRecipe.Parse("""{ "version": 1, "points": [], "mask": { "png": "AAAA" } }""");
        Assert.Equal(
            ErrorCode.InvalidImage,
            Assert.Throws<LightningDragException>(() => recipe.ToRequest(Image, ".")).Code
        );
    }
}
