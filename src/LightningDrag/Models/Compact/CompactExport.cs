using LightningDrag.Models.Compact.Network;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Writes the compact model's networks as standard ONNX files, <c>encoder.onnx</c> and <c>denoiser.onnx</c>, for
/// programs in other languages. The page docs/onnx.md says what goes in and comes out.
/// </summary>
public static class CompactExport
{
    /// <summary>Side of the window that the files are made for, in pixels.</summary>
    internal const int Window = 256;

    /// <summary>Writes the files; those that are there are replaced once the new ones are whole.</summary>
    /// <param name="modelFolder">Holds <see cref="CompactModel.EncoderFile"/> and
    /// <see cref="CompactModel.DenoiserFile"/>.</param>
    /// <param name="outputFolder">Made where it is missing.</param>
    /// <returns>The files' full paths.</returns>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: the folder holds no compact model; <see cref="ErrorCode.InvalidFile"/>:
    /// its weights are corrupt or another network's; <see cref="ErrorCode.Unsupported"/>: the files cannot be written.
    /// </exception>
    public static IReadOnlyList<string> Write(string modelFolder, string outputFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        return
        [
            .. new[] { CompactGraphs.Encoder, CompactGraphs.Denoiser }.Select(network =>
            {
                using var weights = NetworkWeights.Open(Path.Combine(modelFolder, network.File));
                return Write(
                    Path.GetFullPath(Path.Combine(outputFolder, network.Name + ".onnx")),
                    network.Model(weights, Window)
                );
            }),
        ];
    }

    private static string Write(string path, byte[] content)
    {
        string temporary = $"{path}.{Guid.NewGuid():n}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"'{path}' cannot be written ({exception.Message}): make room on the disk or write elsewhere.",
                exception
            );
        }
    }
}
