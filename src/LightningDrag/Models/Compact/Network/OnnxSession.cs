using LightningDrag.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LightningDrag.Models.Compact.Network;

/// <summary>A network ready to run in ONNX Runtime. Thread-safe: any number of threads may run it at once.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession session;

    /// <summary>What the session reads its weights from.</summary>
    private readonly byte[]? graph;

    private OnnxSession(InferenceSession session, byte[]? graph = null) =>
        (this.session, this.graph) = (session, graph);

    /// <summary>The runtime's version.</summary>
    public static string RuntimeVersion =>
        Guarded(() =>
        {
            var runtime = OrtEnv.Instance();
            runtime.DisableTelemetryEvents();
            return runtime.GetVersionString();
        });

    /// <summary>
    /// Opens a network; the graph that the runtime makes of it for this machine is kept, and taken from there the next
    /// time.
    /// </summary>
    /// <param name="cache">Where that graph is kept.</param>
    /// <param name="model">Makes the model, as an ONNX file; not called where the optimised graph is at hand.</param>
    /// <param name="threads">Threads of one operation.</param>
    /// <param name="device">What computes; what another device than the processor makes of a graph cannot be
    /// kept.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.Unsupported"/>: ONNX Runtime does not load, lacks the device, or refuses the network.
    /// </exception>
    public static OnnxSession Open(
        OptimisedGraph cache,
        Func<byte[]> model,
        int threads,
        ComputeDevice device = ComputeDevice.Cpu
    ) =>
        Guarded(() =>
        {
            if (device != ComputeDevice.Cpu)
                return new OnnxSession(Create(model(), threads, optimisedPath: null, device));
            if (cache.TryRead() is { } optimised && TryCreate(optimised, threads) is { } kept)
                return new OnnxSession(kept, optimised);
            byte[] plain = model();
            InferenceSession? created = null;
            cache.Write(path => created = Create(plain, threads, path));
            return new OnnxSession(created ?? Create(plain, threads, optimisedPath: null));
        });

    /// <summary>Runs the network.</summary>
    /// <param name="inputs">By name.</param>
    /// <param name="outputs">By name; receive the results.</param>
    public void Run(IReadOnlyList<NamedTensor> inputs, IReadOnlyList<NamedTensor> outputs) =>
        Guarded(() =>
        {
            var values = new List<OrtValue>(inputs.Count + outputs.Count);
            try
            {
                foreach (var tensor in inputs.Concat(outputs))
                    values.Add(OrtValue.CreateTensorValueFromMemory(tensor.Elements, tensor.Shape));
                using var options = new RunOptions();
                session.Run(options, Names(inputs), values[..inputs.Count], Names(outputs), values[inputs.Count..]);
                return true;
            }
            finally
            {
                foreach (var value in values)
                    value.Dispose();
            }
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        GC.KeepAlive(graph);
    }

    private static string[] Names(IReadOnlyList<NamedTensor> tensors) => [.. tensors.Select(tensor => tensor.Name)];

    /// <summary>
    /// A damaged graph in the cache is no error: it is made again. The runtime's own format is read in place, without a
    /// copy of the weights, so the array must not move and has to live as long as the session.
    /// </summary>
    private static InferenceSession? TryCreate(byte[] optimised, int threads)
    {
        try
        {
            using var options = Options(threads);
            options.AddSessionConfigEntry("session.load_model_format", "ORT");
            options.AddSessionConfigEntry("session.use_ort_model_bytes_directly", "1");
            options.AddSessionConfigEntry("session.use_ort_model_bytes_for_initializers", "1");
            options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
            return new InferenceSession(optimised, options);
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    private static InferenceSession Create(
        byte[] model,
        int threads,
        string? optimisedPath,
        ComputeDevice device = ComputeDevice.Cpu
    )
    {
        using var options = Options(threads);
        ExecutionProvider.Append(options, device);
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        if (optimisedPath is not null)
        {
            options.OptimizedModelFilePath = optimisedPath;
            options.AddSessionConfigEntry("session.save_model_format", "ORT");
        }

        return new InferenceSession(model, options);
    }

    /// <summary>
    /// Idle threads sleep: where the cores are shared, as with a browser, spinning ones take the time that others wait
    /// for.
    /// </summary>
    private static SessionOptions Options(int threads)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,

            // Its warning says that an optimised graph fits this kind of processor only, which the cache knows.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception)
            when (exception
                    is DllNotFoundException
                        or BadImageFormatException
                        or TypeInitializationException
                        or EntryPointNotFoundException
            )
        {
            string why = exception.GetBaseException().Message;
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"ONNX Runtime does not load on this machine ({why}): restore the packages and build again.",
                exception
            );
        }
        catch (OnnxRuntimeException exception)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"ONNX Runtime cannot run the network: {exception.Message.ReplaceLineEndings(" ")}",
                exception
            );
        }
    }
}

/// <summary>An array that goes into a network or comes out of it.</summary>
/// <param name="Name">The network's name for it.</param>
/// <param name="Elements">In row-major order.</param>
/// <param name="Shape">Sizes, outermost first.</param>
internal readonly record struct NamedTensor(string Name, float[] Elements, params long[] Shape);
