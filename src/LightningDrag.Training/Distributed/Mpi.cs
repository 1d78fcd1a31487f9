using System.Runtime.InteropServices;

namespace LightningDrag.Training.Distributed;

/// <summary>
/// The five functions of OpenMPI that training needs (MPI 3.1; libmpi.so.40 is OpenMPI 2 to 5). In OpenMPI's ABI the
/// predefined handles are addresses of exported variables.
/// </summary>
internal static unsafe partial class Mpi
{
    private const string Library = "libmpi.so.40";

    /// <summary>Several threads call MPI, never two at a time.</summary>
    private const int ThreadSerialized = 2;

    /// <summary>Takes the input from where the output goes (MPI_IN_PLACE).</summary>
    private static readonly void* InPlace = (void*)1;

    private static nint world;
    private static nint sum;
    private static nint float32;
    private static nint float64;

    /// <summary>Joins the other processes; once in a process.</summary>
    /// <returns>This process's number and how many there are.</returns>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: OpenMPI is not installed, or it
    /// cannot be called from several threads.</exception>
    public static (int Rank, int Count) Join()
    {
        if (!NativeLibrary.TryLoad(Library, out nint library))
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"Training by several processes needs OpenMPI's {Library}: install libopenmpi3 (Debian, Ubuntu), "
                    + $"or start one process without mpirun or srun."
            );
        }

        world = NativeLibrary.GetExport(library, "ompi_mpi_comm_world");
        sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum");
        float32 = NativeLibrary.GetExport(library, "ompi_mpi_float");
        float64 = NativeLibrary.GetExport(library, "ompi_mpi_double");
        int provided,
            rank,
            count;
        Check(Init(null, null, ThreadSerialized, &provided), "MPI_Init_thread");
        if (provided < ThreadSerialized)
            throw new LightningDragException(
                ErrorCode.Unsupported,
                "This OpenMPI was built without support for threads; install another one."
            );
        Check(Rank(world, &rank), "MPI_Comm_rank");
        Check(Size(world, &count), "MPI_Comm_size");
        return (rank, count);
    }

    /// <summary>Leaves; the other processes must leave too.</summary>
    public static void Leave() => Check(End(), "MPI_Finalize");

    /// <summary>Adds up over all processes, in place.</summary>
    public static void Sum(Span<float> values)
    {
        fixed (float* first = values)
            Check(AllReduce(InPlace, first, values.Length, float32, sum, world), "MPI_Allreduce");
    }

    /// <summary>Adds up over all processes, in place.</summary>
    public static void Sum(Span<double> values)
    {
        fixed (double* first = values)
            Check(AllReduce(InPlace, first, values.Length, float64, sum, world), "MPI_Allreduce");
    }

    private static void Check(int status, string function)
    {
        if (status != 0)
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"{function} failed with status {status}; look at what mpirun printed about the other processes."
            );
    }

    [LibraryImport(Library, EntryPoint = "MPI_Init_thread")]
    private static partial int Init(int* count, byte*** arguments, int required, int* provided);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_rank")]
    private static partial int Rank(nint communicator, int* rank);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_size")]
    private static partial int Size(nint communicator, int* count);

    [LibraryImport(Library, EntryPoint = "MPI_Allreduce")]
    private static partial int AllReduce(
        void* send,
        void* receive,
        int count,
        nint type,
        nint operation,
        nint communicator
    );

    [LibraryImport(Library, EntryPoint = "MPI_Finalize")]
    private static partial int End();
}
