using System.Buffers.Binary;

namespace LightningDrag.Weights.TorchArchives;

/// <summary>
/// Where the list of members of a zip archive lies: by the record that ends the file or, where that has one, its 64-bit
/// sibling.
/// </summary>
internal readonly record struct ZipEndRecord(long Start, long Length, long Count)
{
    /// <summary>Bytes of the record, hence of the shortest archive.</summary>
    public const int Bytes = 22;

    private const int Locator64Bytes = 20,
        Bytes64 = 56;
    private const uint Signature = 0x06054b50,
        Signature64 = 0x06064b50,
        LocatorSignature64 = 0x07064b50;

    /// <exception cref="InvalidDataException">There is none, or it points out of the file.</exception>
    public static ZipEndRecord Find(MappedFile map)
    {
        // PyTorch writes no comment behind the record: the record is where the file ends.
        Span<byte> record = stackalloc byte[Bytes];
        long at = map.Length - Bytes;
        map.Copy(at, record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Signature)
            throw new InvalidDataException(
                "it does not end as an archive does: it was cut short, or something was appended"
            );

        ZipEndRecord found =
            Find64(map, ref at)
            ?? new(
                BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
                BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
                BinaryPrimitives.ReadUInt16LittleEndian(record[10..])
            );
        return
            found.Start >= 0
            && found.Length >= 0
            && found.Count >= 0
            && found.Start <= at
            && found.Length <= at - found.Start
            ? found
            : throw new InvalidDataException("its list of members is not within it");
    }

    /// <summary>
    /// The 64-bit record, and in <paramref name="at"/> where it begins: what it points to ends before it.
    /// </summary>
    private static ZipEndRecord? Find64(MappedFile map, ref long at)
    {
        long locatorAt = at - Locator64Bytes;
        if (locatorAt < 0)
            return null;
        Span<byte> locator = stackalloc byte[Locator64Bytes],
            record = stackalloc byte[Bytes64];
        map.Copy(locatorAt, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature64)
            return null;
        at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (at < 0 || at > locatorAt - Bytes64)
            throw new InvalidDataException("its 64-bit end record is not within it");
        map.Copy(at, record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Signature64)
            throw new InvalidDataException("its 64-bit end record is not where it should be");
        return new(
            BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[32..])
        );
    }
}
