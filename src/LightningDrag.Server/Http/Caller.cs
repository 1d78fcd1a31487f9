using System.Net;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Http;

/// <summary>Whom a request counts for when work is shared out.</summary>
internal static class Caller
{
    public const string IdHeader = "X-Client-Id";

    private const int LongestId = 64;

    /// <summary>The API key's owner; else who the caller says to be; else where it calls from.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(Caller), out object? name))
            return (string)name!;
        string id = context.Request.Headers[IdHeader].ToString();
        return id.Length is > 0 and <= LongestId
            ? $"id {id}"
            : $"address {context.Connection.RemoteIpAddress ?? IPAddress.None}";
    }

    /// <summary>Remembers who showed an API key.</summary>
    public static void Identify(HttpContext context, string keyName) => context.Items[typeof(Caller)] = keyName;
}
