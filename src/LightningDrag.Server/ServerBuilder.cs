using System.Text.Json.Serialization;
using LightningDrag.Geometry;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Http;
using LightningDrag.Server.Images;
using LightningDrag.Server.Models;
using LightningDrag.Server.Redis;
using LightningDrag.Server.Routes;
using LightningDrag.Server.Telemetry;
using LightningDrag.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LightningDrag.Server;

/// <summary>
/// Puts a server together: its parts, then the way of a request through them. Nothing is read from files or the
/// environment but what options say.
/// </summary>
internal static class ServerBuilder
{
    /// <summary>Bytes of all request bodies that are being read at once.</summary>
    private const long UploadBudget = 256L << 20;

    private const double SlowestUpload = 4096; // bytes a second

    public static async Task<WebApplication> BuildAsync(ServerOptions options)
    {
        var redis = options.Store is { } store ? await RedisConnection.OpenAsync(store).ConfigureAwait(false) : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder
            .Logging.AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        AddHttp(builder.Services, options);
        AddParts(builder.Services, options);
        AddStores(builder.Services, options, redis);
        Observability.Add(builder.Services);
        var app = builder.Build();
        Configure(app, options);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Bind, options.Port, listen => listen.UseProblemsForConnectionErrors());
        var limits = kestrel.Limits;
        // RequestBodies knows how much each route takes, and its refusal reaches the sender
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = new MinDataRate(SlowestUpload, options.UploadGrace);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MaxConcurrentConnections = 2048;
    }

    private static void AddHttp(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<IHostLifetime, CallersLifetime>();
        services.AddRoutingCore();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJson.Default);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new PixelPointJsonConverter());
        });
        services.AddCors(cors =>
            cors.AddDefaultPolicy(policy =>
                policy
                    .WithOrigins([.. options.CorsOrigins])
                    .AllowAnyHeader()
                    .AllowAnyMethod()
                    .WithExposedHeaders(
                        "Location",
                        "ETag",
                        "Retry-After",
                        "X-Patch",
                        "X-Window",
                        "X-Sequence",
                        "Server-Timing"
                    )
            )
        );
        Documentation.Add(services);
    }

    private static void AddParts(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton(_ => new ModelCatalogue(options.Editor));
        services.AddSingleton(_ => new RequestBodies(UploadBudget));
        services.AddSingleton<HelperLane>();
        services.AddSingleton<PreviewLane>();
        services.AddSingleton<EditRunner>();
        services.AddSingleton<FreshResults>();
        services.AddSingleton(parts => ActivatorUtilities.CreateInstance<EditWorkers>(parts, options.Workers));
        services.AddSingleton<Shutdown>();
        services.AddSingleton(options.ImageLimits);
        services
            .AddSingleton<ImageRoutes>()
            .AddSingleton<EditRoutes>()
            .AddSingleton<HelperRoutes>()
            .AddSingleton<ServerRoutes>()
            .AddSingleton<PageRoutes>();
    }

    /// <summary>
    /// Where images and edits are: in this process or, with a store, where other servers find them too.
    /// </summary>
    private static void AddStores(IServiceCollection services, ServerOptions options, RedisConnection? redis)
    {
        long openPictures = options.MaximumImageBytes / 3;
        if (options.SpillFolder is { } folder)
            services.AddSingleton(_ => new SpillFolder(folder, options.MaximumSpillBytes));
        services.AddSingleton(parts => new MemoryImageStore(
            options.MaximumImageBytes - openPictures,
            parts.GetService<SpillFolder>(),
            parts.GetRequiredService<ServerMetrics>()
        ));
        services.AddSingleton(parts => new OpenPictures(
            openPictures,
            parts.GetRequiredService<IImageStore>(),
            parts.GetRequiredService<ModelCatalogue>(),
            parts.GetRequiredService<ServerMetrics>()
        ));
        if (redis is null)
        {
            services.AddSingleton<IImageStore>(parts => parts.GetRequiredService<MemoryImageStore>());
            services.AddSingleton<IEditBoard>(parts => new MemoryEditBoard(
                options.QueueLength,
                parts.GetRequiredService<ServerMetrics>()
            ));
            return;
        }

        services.AddSingleton(_ => redis);
        services.AddSingleton(parts => new RedisImageStore(
            parts.GetRequiredService<RedisConnection>(),
            parts.GetRequiredService<MemoryImageStore>()
        ));
        services.AddSingleton<IImageStore>(parts => parts.GetRequiredService<RedisImageStore>());
        services.AddSingleton<IEditBoard>(parts => new RedisEditBoard(
            parts.GetRequiredService<RedisConnection>(),
            options.QueueLength,
            parts.GetRequiredService<ServerMetrics>()
        ));
    }

    /// <summary>The way of a request, from the outside in.</summary>
    private static void Configure(WebApplication app, ServerOptions options)
    {
        var shutdown = app.Services.GetRequiredService<Shutdown>();
        if (app.Services.GetService<RedisImageStore>() is { } shared)
            shared.Forgotten += app.Services.GetRequiredService<OpenPictures>().Remove;
        app.UseSecurityHeaders();
        Documentation.UsePolicy(app);
        app.UseErrorReplies(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(ErrorReplies)));
        app.AnswerLikeGet();
        app.RefuseOtherHosts(options);
        app.UsePathPrefix(options.PathPrefix);
        app.RefuseOtherSites(options.CorsOrigins);
        app.UseRouting();
        if (options.CorsOrigins.Count > 0)
            app.UseCors();
        ApiKeys.Use(app, options.ApiKeys);
        app.Use(
            (context, next) =>
                shutdown.HasBegun && HttpMethods.IsPost(context.Request.Method)
                    ? throw ApiError.ShuttingDown()
                    : next(context)
        );
        app.Services.GetRequiredService<ImageRoutes>().Map(app);
        app.Services.GetRequiredService<EditRoutes>().Map(app);
        app.Services.GetRequiredService<HelperRoutes>().Map(app);
        app.Services.GetRequiredService<ServerRoutes>().Map(app);
        app.Services.GetRequiredService<PageRoutes>().Map(app);
        Observability.Map(app);
        Documentation.Map(app);
    }
}
