using System.Reflection;
using LightningDrag.Editing;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests;

/// <summary>The editor's library needs no libtorch: neither to build, nor to run, nor in what it shows.</summary>
public class HouseTests
{
    private static readonly Assembly Core = typeof(DragEditor).Assembly;

    [Fact]
    public void The_core_references_no_TorchSharp()
    {
        string[] references = [.. Core.GetReferencedAssemblies().Select(assembly => assembly.Name!)];
        Assert.DoesNotContain(references, name => name.Contains("Torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(references, name => name.StartsWith("LightningDrag", StringComparison.Ordinal));
    }

    [Fact]
    public void The_cores_public_surface_names_no_TorchSharp_type()
    {
        string surface = File.ReadAllText(
            Path.Combine(SharedData.Repository, "src", "LightningDrag", "PublicAPI.Unshipped.txt")
        );
        Assert.Contains("LightningDrag.Editing.DragEditor", surface, StringComparison.Ordinal);
        Assert.DoesNotContain("TorchSharp.torch", surface, StringComparison.Ordinal);
        Assert.DoesNotContain("TorchSharp.Modules", surface, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_second_library_the_published_network_says_how_to_get_it()
    {
        Assert.False(TorchLibrary.IsInstalled);
        Assert.Null(TorchLibrary.Describe());
        var folder = Directory.CreateTempSubdirectory("lightningdrag-");
        try
        {
            folder.CreateSubdirectory("lightning-drag-sd15");
            var error = await Assert.ThrowsAsync<LightningDragException>(() =>
                DragEditor.LoadAsync(folder.FullName, cancellationToken: TestContext.Current.CancellationToken)
            );
            Assert.Equal(ErrorCode.Unsupported, error.Code);
            Assert.Contains("LightningDrag.Torch", error.Message, StringComparison.Ordinal);
            Assert.Contains("dotnet add package LightningDrag.Torch", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
