using LightningDrag.Browser;
using LightningDrag.Server;
using LightningDrag.Tools.PageTour;
using Microsoft.Playwright;

// PageTour [screens] [drag] [figures] [--seconds N] [--output FOLDER]: drives the page as a person would, writes the
// pictures of the documentation, and measures how fast the picture follows the pointer. Without names it does all
// three.
string[] parts = [.. args.TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal))];
string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
bool Wants(string part) => parts.Length == 0 || parts.Contains(part);

if (Chromium.Program is null)
{
    Console.Error.WriteLine("The tour needs Chromium: apt-get install chromium");
    return 1;
}

var folder = Directory.CreateDirectory(Option("--output", "docs/images/page"));
await using var server = await DragServer.StartAsync(new ServerOptions { Port = 0 });
using var playwright = await Playwright.CreateAsync();
await using var browser = await Chromium.LaunchAsync(playwright);

if (Wants("screens"))
    await Screens.WriteAsync(browser, server.Address, folder.FullName);
if (Wants("drag"))
    await LiveDrag.WriteAsync(browser, server.Address, folder.FullName);
if (Wants("figures"))
    await Responsiveness.MeasureAsync(
        browser,
        server.Address,
        TimeSpan.FromSeconds(int.Parse(Option("--seconds", "60"), System.Globalization.CultureInfo.InvariantCulture))
    );
return 0;
