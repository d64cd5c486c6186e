using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace Amazon.Kinesis.Internal.Marshalling;

/// <summary>Turns a request into the service's JSON 1.1 protocol: one POST to "/", the operation in a header.</summary>
internal sealed class RequestMarshaller<TRequest>(string operation, Action<Utf8JsonWriter, TRequest> writeMembers)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var content = new PooledContentStream();
        IRequest request = new DefaultRequest(input, "Amazon.Kinesis")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            ContentStream = content,
        };
        request.Headers["X-Amz-Target"] = "Kinesis_20131202." + operation;
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Headers[HeaderKeys.XAmzApiVersion] = "2013-12-02";

        using var writer = new Utf8JsonWriter(content.BufferWriter);
        writer.WriteStartObject();
        writeMembers(writer, (TRequest)input);
        writer.WriteEndObject();
        return request;
    }
}
