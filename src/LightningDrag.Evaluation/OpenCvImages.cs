using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation;

/// <summary>Between the project's pictures and OpenCV's.</summary>
internal static class OpenCvImages
{
    /// <summary>Colours without alpha, in OpenCV's order; the caller disposes of the result.</summary>
    public static Mat ToBgr(RasterImage image)
    {
        using Mat rgba = Mat.FromPixelData(image.Height, image.Width, MatType.CV_8UC4, image.Pixels);
        return rgba.CvtColor(ColorConversionCodes.RGBA2BGR);
    }

    /// <summary>Grey levels; the caller disposes of the result.</summary>
    public static Mat ToGrey(RasterImage image)
    {
        using Mat rgba = Mat.FromPixelData(image.Height, image.Width, MatType.CV_8UC4, image.Pixels);
        return rgba.CvtColor(ColorConversionCodes.RGBA2GRAY);
    }

    /// <summary>An opaque picture.</summary>
    public static RasterImage FromBgr(Mat image)
    {
        using Mat rgba = image.CvtColor(ColorConversionCodes.BGR2RGBA);
        rgba.GetArray(out Vec4b[] pixels);
        var result = new RasterImage(image.Width, image.Height);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()).CopyTo(result.Pixels);
        return result;
    }
}
