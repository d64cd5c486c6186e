namespace Amazon.Lambda.Core;

/// <summary>What an AWS Mobile SDK client sent along with the invocation.</summary>
public interface IClientContext
{
    /// <summary>Attributes of the device, such as locale and platform.</summary>
    IDictionary<string, string> Environment { get; }

    /// <summary>The client application.</summary>
    IClientApplication Client { get; }

    /// <summary>Values the client application set itself.</summary>
    IDictionary<string, string> Custom { get; }
}

/// <summary>The application that invoked the function through an AWS Mobile SDK.</summary>
public interface IClientApplication
{
    /// <summary>The package name.</summary>
    string AppPackageName { get; }

    /// <summary>The title.</summary>
    string AppTitle { get; }

    /// <summary>The version code.</summary>
    string AppVersionCode { get; }

    /// <summary>The version name.</summary>
    string AppVersionName { get; }

    /// <summary>The id of this installation.</summary>
    string InstallationId { get; }
}
