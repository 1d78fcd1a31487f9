using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LightningDrag.Imaging;

/// <summary>What a result's XMP packet must say other than the photo's.</summary>
/// <param name="KeepLocation">Leave in where the photo was taken.</param>
/// <param name="IsComposite">Say that the picture was composed with a trained model.</param>
internal sealed record XmpChanges(bool KeepLocation, bool IsComposite);

/// <summary>
/// Makes a photo's XMP packet (ISO 16684-1) that of its result: upright, without thumbnails, and with IPTC's digital
/// source type.
/// </summary>
internal static class XmpPacket
{
    private const long MostCharacters = 8 << 20;

    /// <summary>
    /// IPTC's word for a picture that is a mix of captured and synthetic parts, some of them by a trained model.
    /// </summary>
    private const string CompositeSource =
        "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        Exif = "http://ns.adobe.com/exif/1.0/",
        Tiff = "http://ns.adobe.com/tiff/1.0/";
    private static readonly XNamespace Basic = "http://ns.adobe.com/xap/1.0/",
        IptcExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    /// <summary>The result's packet; null where the photo's is no XML, or of another kind.</summary>
    public static byte[]? Adjusted(byte[] packet, XmpChanges changes)
    {
        if (Parse(packet) is not { } document || Descriptions(document) is not [var first, ..] descriptions)
        {
            return null;
        }

        foreach (var description in descriptions)
        {
            Each(description, property => property == Tiff + "Orientation", (_, set) => set("1"));
            Each(description, property => property == Basic + "Thumbnails", (remove, _) => remove());
            if (changes.IsComposite)
            {
                Each(description, property => property == IptcExtension + "DigitalSourceType", (remove, _) => remove());
            }

            if (changes.KeepLocation)
                continue;
            foreach (var place in description.DescendantsAndSelf().ToList())
            {
                Each(place, IsLocation, (remove, _) => remove());
            }
        }

        if (changes.IsComposite)
        {
            if (first.GetPrefixOfNamespace(IptcExtension) is null)
            {
                first.SetAttributeValue(XNamespace.Xmlns + "Iptc4xmpExt", IptcExtension.NamespaceName);
            }

            first.SetAttributeValue(IptcExtension + "DigitalSourceType", CompositeSource);
        }

        return Write(document);
    }

    /// <summary>Whether the packet says where the photo was taken.</summary>
    public static bool HasLocation(byte[] packet) =>
        Parse(packet) is { } document
        && Descriptions(document)
            .Exists(d =>
                d.DescendantsAndSelf().Any(e => IsLocation(e.Name) || e.Attributes().Any(a => IsLocation(a.Name)))
            );

    /// <summary>A packet that says that the picture was composed with a trained model.</summary>
    public static byte[] Create() =>
        Adjusted(
            Encoding.UTF8.GetBytes(
                $"<?xpacket begin=\"{'\uFEFF'}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
                    + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                    + $"<rdf:RDF xmlns:rdf=\"{Rdf}\"><rdf:Description rdf:about=\"\"/></rdf:RDF></x:xmpmeta>"
                    + "<?xpacket end=\"w\"?>"
            ),
            new XmpChanges(KeepLocation: true, IsComposite: true)
        )!;

    /// <summary>What a camera measured; a place that somebody has written down stays.</summary>
    private static bool IsLocation(XName property) =>
        property.Namespace == Exif && property.LocalName.StartsWith("GPS", StringComparison.Ordinal);

    private static XDocument? Parse(byte[] packet)
    {
        try
        {
            // Some writers pad with zeros, which XML does not know.
            using var text = new MemoryStream(packet.AsSpan().TrimEnd((byte)0).ToArray());
            using var reader = XmlReader.Create(
                text,
                new XmlReaderSettings
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    MaxCharactersInDocument = MostCharacters,
                    MaxCharactersFromEntities = 1024,
                }
            );
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (Exception e) when (e is XmlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<XElement> Descriptions(XDocument document) =>
        [.. document.Descendants(Rdf + "RDF").Take(1).Elements(Rdf + "Description")];

    /// <summary>A property is an attribute or an element of its description.</summary>
    private static void Each(XElement description, Func<XName, bool> wanted, Action<Action, Action<string>> change)
    {
        foreach (
            var attribute in description.Attributes().Where(a => !a.IsNamespaceDeclaration && wanted(a.Name)).ToList()
        )
        {
            change(attribute.Remove, value => attribute.Value = value);
        }

        foreach (var element in description.Elements().Where(e => wanted(e.Name)).ToList())
        {
            change(element.Remove, value => element.Value = value);
        }
    }

    private static byte[]? Write(XDocument document)
    {
        try
        {
            using var packet = new MemoryStream();
            var settings = new XmlWriterSettings
            {
                Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                OmitXmlDeclaration = true,
                ConformanceLevel = ConformanceLevel.Fragment,
            };
            using (var writer = XmlWriter.Create(packet, settings))
            {
                foreach (var node in document.Nodes())
                    node.WriteTo(writer);
            }

            return packet.ToArray();
        }
        catch (Exception e) when (e is XmlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
