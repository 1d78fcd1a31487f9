using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Runtime;

public class OneThreadTests
{
    [Fact]
    public void Holds_for_its_thread_until_its_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there does libtorch use OpenMP's own threads.");
        TorchRuntime.EnsureLoaded();
        int[] seen = new int[3];
        int elsewhere = 0,
            usual = 0;

        // On threads of their own: those of the test runner may be in use by others.
        OnNewThread(() =>
        {
            seen[0] = usual = get_num_threads();
            using (OneThread.Enter())
            {
                seen[1] = get_num_threads();
                OnNewThread(() => elsewhere = get_num_threads());
            }

            seen[2] = get_num_threads();
        });
        Assert.Equal([usual, 1, usual], seen);
        Assert.Equal(usual, elsewhere);

        static void OnNewThread(ThreadStart run)
        {
            var thread = new Thread(run);
            thread.Start();
            thread.Join();
        }
    }
}
