using System.Globalization;
using System.Net;
using System.Text;
using LightningDrag.Data.Shards;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Files;
using OpenCvSharp;

namespace LightningDrag.Data.Reports;

/// <summary>One HTML page, pictures and all, on which a person can judge a set of pairs.</summary>
public static class ContactSheet
{
    private const string Head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Supervision pairs</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1640px; padding: 0 1rem }
        body { color: #1c1e21; background: #f6f7f8 }
        h1 { font-size: 1.5rem; margin: 0 0 .3rem } p { margin: .2rem 0 1.2rem; color: #555; max-width: 60rem }
        main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 520px), 1fr)); gap: 1rem }
        figure { margin: 0; background: #fff; border-radius: 8px; overflow: hidden; box-shadow: 0 1px 3px #0002 }
        img { display: block; width: 100%; height: auto }
        figcaption { padding: .4rem .7rem .5rem; font-size: .8rem; color: #555 } b { color: #1c1e21; font-weight: 600 }
        @media (prefers-color-scheme: dark) {
          body { background: #16181b; color: #e6e7e9 } figure { background: #212429 }
          p, figcaption { color: #a5a9b0 } b { color: #e6e7e9 }
        }
        </style></head><body>
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="path">Where the pairs are (see <see cref="StoredPairs.Open"/>).</param>
    /// <param name="file">The page.</param>
    /// <param name="count">How many pairs it shows, drawn at random; 0 shows all.</param>
    /// <param name="seed">Draws them.</param>
    /// <param name="cancellationToken">Stops between pairs.</param>
    /// <returns>How many it shows.</returns>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: no pairs, or a broken one;
    /// <see cref="ErrorCode.Unsupported"/>: the page cannot be written.</exception>
    public static int Write(
        string path,
        string file,
        int count = 100,
        long seed = 0,
        CancellationToken cancellationToken = default
    )
    {
        var stored = StoredPairs.Open(path);
        PairEntry[] shown = [.. stored.Pairs];
        if (count > 0 && count < shown.Length)
        {
            StableRandom.For(string.Create(CultureInfo.InvariantCulture, $"report:{seed}")).Shuffle(shown);
            shown = [.. shown.Take(count).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        }

        OutputFile.Write(
            file,
            stream =>
            {
                using var page = new StreamWriter(
                    stream,
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                    leaveOpen: true
                );
                page.WriteLine(Head);
                page.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<h1>{shown.Length} of {stored.Pairs.Count} pairs</h1><p>Source with its mask (yellow), "
                            + $"handles (red) and targets (blue); target; flow from source to target, hue for "
                            + $"direction, grey where it is not trusted.</p><main>"
                    )
                );
                foreach (PairEntry entry in shown)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    StoredPair pair = entry.Read();
                    using Mat drawing = PairPicture.Draw(pair);
                    byte[] picture = drawing.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 85));
                    page.WriteLine(
                        $"<figure><img loading=\"lazy\" width=\"{drawing.Width}\" height=\"{drawing.Height}\" "
                            + $"alt=\"{Text(entry.Key)}\" "
                            + $"src=\"data:image/jpeg;base64,{Convert.ToBase64String(picture)}\">"
                            + $"<figcaption>{Caption(pair.Record())}</figcaption></figure>"
                    );
                }

                page.WriteLine("</main></body></html>");
            }
        );

        return shown.Length;
    }

    private static string Caption(PairRecord record) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<b>{Text(record.Clip)}</b> · scene {Text(record.Scene)} · {record.Times[0]:0.00} → "
                + $"{record.Times[1]:0.00} s · {record.Points.Count} handles by {Text(record.Tracker)} · moving "
                + $"{100 * record.Scores.GetValueOrDefault("movingArea"):0.0} %, mean "
                + $"{record.Scores.GetValueOrDefault("meanMotion"):0.0} px"
        );

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
