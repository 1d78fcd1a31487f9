using System.Globalization;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>Which part of its source a request is looked at, and how deep its seam is there.</summary>
internal static class RequestWindow
{
    /// <summary>
    /// The square of a picture of 10,000 pixels a side, a third more than the largest that is read unless someone says
    /// otherwise.
    /// </summary>
    private const long MostPixels = 100_000_000;

    /// <summary>What a pixel of the window takes in copies, masks and maps; measured on large pictures.</summary>
    private const int BytesPerPixel = 12;

    /// <summary>The window of a request.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="mask">What may change, of the source's size.</param>
    /// <param name="model">Which draws.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: the square around a long and
    /// narrow edit would hold many times the picture's pixels.</exception>
    public static EditWindow Of(DragRequest request, EditMask mask, DragModelInfo model)
    {
        bool square = model.SquareWindow;
        var window = request.WholeImage
            ? EditWindow.Whole(mask.Width, mask.Height, square)
            : EditWindow.Choose(mask, request.Points, model.WindowSize, square);
        RequireRoom(window, request.WholeImage, mask.Width, mask.Height);
        return window;
    }

    /// <summary>Depth of the seam in source pixels: the request's, or what suits the window.</summary>
    public static float FeatherOf(DragRequest request, EditWindow window, DragModelInfo model) =>
        request.Feather ?? PasteBack.DefaultFeather(window.Size, model.WindowSize);

    /// <summary>
    /// Nobody, and no caller of a server, shall pay for more than a large picture costs, or than the machine has.
    /// </summary>
    private static void RequireRoom(EditWindow window, bool isWhole, int width, int height)
    {
        long pixels = (long)window.Width * window.Height,
            most = Math.Max(MostPixels, 2L * width * height);
        most = Math.Min(most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / BytesPerPixel);
        if (pixels <= most)
            return;
        string size = string.Create(
            CultureInfo.InvariantCulture,
            $"a square of {window.Size} pixels a side ({pixels / 1e6:0} megapixels, and at most {most / 1e6:0} "
                + $"are possible here)"
        );
        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            isWhole
                ? $"The whole of the {width}x{height} image would be looked at as {size}: leave out "
                    + $"wholeImage (--whole-image), or cut the picture."
                : $"This edit of the {width}x{height} image would be looked at as {size}: drag less "
                    + $"far, mark less, or make the picture smaller."
        );
    }
}
