namespace Ingest.LocalCloud.Templates.Resources;

/// <summary>A type of resource: reads its properties and adds to the stack what the services are to create.</summary>
internal interface IResourceType
{
    string Name { get; }

    /// <exception cref="TemplateException">A property's value cannot be had.</exception>
    StackResource Make(Stack stack, string id, ResourceProperties properties);
}
