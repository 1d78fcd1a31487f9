using System.Diagnostics;
using System.Diagnostics.Metrics;
using LightningDrag.Editing;

namespace LightningDrag.Server.Telemetry;

/// <summary>What the server counts and times, by OpenTelemetry's conventions (seconds, bytes).</summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>Name of the meter and of the source of traces.</summary>
    public const string Name = "LightningDrag.Server";

    private readonly Meter meter = new(Name);
    private readonly UpDownCounter<long> waiting,
        imageBytes,
        openBytes;
    private readonly Counter<long> edits,
        previews,
        imageLookups,
        pictureRents;
    private readonly Histogram<double> waits,
        stages,
        previewTime;

    public ServerMetrics()
    {
        waiting = meter.CreateUpDownCounter<long>(
            "lightningdrag.queue.length",
            "{edit}",
            "Edits that wait for a worker"
        );
        waits = Seconds("lightningdrag.queue.wait", "From an edit's acceptance to its start");
        edits = meter.CreateCounter<long>("lightningdrag.edits", "{edit}", "Edits by how they ended");
        stages = Seconds("lightningdrag.edit.stage", "Time of an edit's first candidate by stage");
        previews = meter.CreateCounter<long>("lightningdrag.previews", "{preview}", "Previews by how they ended");
        previewTime = Seconds("lightningdrag.preview.time", "From a preview's start to its picture");
        imageLookups = meter.CreateCounter<long>(
            "lightningdrag.images.lookups",
            "{lookup}",
            "Where an image was found"
        );
        imageBytes = meter.CreateUpDownCounter<long>("lightningdrag.images.bytes", "By", "Image files in memory");
        pictureRents = meter.CreateCounter<long>(
            "lightningdrag.pictures.rents",
            "{rent}",
            "Whether a picture was open when it was needed"
        );
        openBytes = meter.CreateUpDownCounter<long>("lightningdrag.pictures.bytes", "By", "Open pictures in memory");
    }

    /// <summary>Where edits and previews leave their traces.</summary>
    public static ActivitySource Traces { get; } = new(Name);

    private Histogram<double> Seconds(string name, string description) =>
        meter.CreateHistogram(
            name,
            "s",
            description,
            tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
            }
        );

    public void EditQueued() => waiting.Add(1);

    public void EditLeftQueue(TimeSpan wait)
    {
        waiting.Add(-1);
        waits.Record(wait.TotalSeconds);
    }

    public void EditEnded(string outcome) => edits.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void StagesTaken(StageTimings timings)
    {
        Record("mask", timings.Mask);
        Record("encode", timings.Encode);
        Record("denoise", timings.Denoise);
        Record("decode", timings.Decode);
        Record("paste", timings.PasteBack);

        void Record(string stage, TimeSpan time) =>
            stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
    }

    public void PreviewEnded(string outcome, TimeSpan time)
    {
        previews.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (outcome == "shown")
            previewTime.Record(time.TotalSeconds);
    }

    public void ImageLookedUp(string found) => imageLookups.Add(1, new KeyValuePair<string, object?>("found", found));

    public void ImageBytesChanged(long change) => imageBytes.Add(change);

    public void PictureRented(bool hit) => pictureRents.Add(1, new KeyValuePair<string, object?>("open", hit));

    public void OpenBytesChanged(long change) => openBytes.Add(change);

    public void Dispose() => meter.Dispose();
}
