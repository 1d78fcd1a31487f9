using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LightningDrag.Server.Telemetry;

/// <summary>
/// Metrics for Prometheus at /metrics; traces to wherever OTEL_EXPORTER_OTLP_ENDPOINT points, if it does.
/// </summary>
internal static class Observability
{
    public static void Add(IServiceCollection services)
    {
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("lightningdrag"))
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(ServerMetrics.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting")
                    .AddPrometheusExporter()
            )
            .WithTracing(traces => traces.AddSource(ServerMetrics.Name).AddAspNetCoreInstrumentation());
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            telemetry.UseOtlpExporter();
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapPrometheusScrapingEndpoint();
}
