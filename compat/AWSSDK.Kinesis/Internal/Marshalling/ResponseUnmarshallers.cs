using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Kinesis.Internal.Marshalling;

/// <summary>Reads the value of the member the reader stands on into <paramref name="shape"/>; leaves an unknown one alone.</summary>
internal delegate void MemberReader<T>(T shape, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader);

/// <summary>Reads one JSON object inside a response; null for a JSON null.</summary>
internal sealed class ShapeUnmarshaller<T>(Func<T> create, MemberReader<T> readMember) : IJsonUnmarshaller<T, JsonUnmarshallerContext>
    where T : class
{
    public T Unmarshall(JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader)
    {
        input.Read(ref reader);
        if (input.CurrentTokenType == JsonTokenType.Null)
            return null;
        var shape = create();
        Fill(shape, readMember, input, ref reader);
        return shape;
    }

    public static void Fill(T shape, MemberReader<T> readMember, JsonUnmarshallerContext context, ref StreamingUtf8JsonReader reader)
    {
        int depth = context.CurrentDepth;
        while (context.ReadAtDepth(depth, ref reader))
        {
            // The tokens of an unknown member pass by here: deeper ones, or values that are no property name.
            if (context.CurrentTokenType == JsonTokenType.PropertyName && context.CurrentDepth == depth)
                readMember(shape, context, ref reader);
        }
    }
}

/// <summary>Reads an operation's response, or the exception its error response stands for.</summary>
internal sealed class OperationUnmarshaller<TResponse>(Func<TResponse> create, MemberReader<TResponse> readMember) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse
{
    // The official client's buffer.
    private const int ReaderBufferSize = 4096;

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = create();
        // An operation without output members answers with an empty body.
        if (readMember is null)
            return response;
        var reader = new StreamingUtf8JsonReader(input.Stream, AWSConfigs.StreamingUtf8JsonReaderBufferSize ?? ReaderBufferSize, input.JsonMaxDepth);
        input.Read(ref reader);
        ShapeUnmarshaller<TResponse>.Fill(response, readMember, input, ref reader);
        return response;
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream, AWSConfigs.StreamingUtf8JsonReaderBufferSize ?? ReaderBufferSize, input.JsonMaxDepth);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return ModeledErrors.Exception(error);
    }
}
