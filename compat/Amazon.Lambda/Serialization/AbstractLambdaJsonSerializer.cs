using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson.Converters;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>What the JSON serializers share: streams, options and errors.</summary>
public abstract class AbstractLambdaJsonSerializer
{
    private readonly bool _debug =
        string.Equals(Environment.GetEnvironmentVariable("LAMBDA_NET_SERIALIZER_DEBUG"), "true", StringComparison.OrdinalIgnoreCase);

    // Kept between calls with its buffer; a concurrent call finds none and makes its own.
    private Utf8JsonWriter _spareWriter;

    protected AbstractLambdaJsonSerializer(Action<JsonWriterOptions> jsonWriterCustomizer)
    {
        WriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        // The delegate gets a copy of a struct, so that what it changes is lost: so it is officially.
        jsonWriterCustomizer?.Invoke(WriterOptions);
    }

    /// <summary>Options of the JSON writer: as little escaping as JSON allows.</summary>
    protected JsonWriterOptions WriterOptions { get; }

    /// <summary>Writes the handler's output as JSON.</summary>
    /// <exception cref="JsonSerializerException">It cannot be written.</exception>
    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            var writer = Interlocked.Exchange(ref _spareWriter, null);
            if (writer is null) writer = new Utf8JsonWriter(responseStream, WriterOptions);
            else writer.Reset(responseStream);
            var start = _debug && responseStream.CanSeek ? responseStream.Position : 0;
            InternalSerialize(writer, response);
            writer.Flush();
            writer.Reset(Stream.Null);
            Volatile.Write(ref _spareWriter, writer);
            if (_debug && responseStream is MemoryStream written)
                Console.WriteLine($"Lambda Serialize {typeof(T).FullName}: {Encoding.UTF8.GetString(written.ToArray().AsSpan((int)start))}");
        }
        catch (Exception e)
        {
            throw new JsonSerializerException($"Error converting the response object of type {typeof(T).FullName} from the Lambda function to JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads the handler's input from JSON.</summary>
    /// <exception cref="JsonSerializerException">It is not JSON, or not of this type.</exception>
    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            if (requestStream is not MemoryStream payload)
            {
                payload = new MemoryStream();
                requestStream.CopyTo(payload);
            }
            if (!payload.TryGetBuffer(out var utf8Json)) utf8Json = payload.ToArray();
            if (_debug) Console.WriteLine($"Lambda Deserialize {typeof(T).FullName}: {Encoding.UTF8.GetString(utf8Json)}");
            return Read<T>(utf8Json);
        }
        catch (Exception e)
        {
            throw new JsonSerializerException($"Error converting the Lambda event JSON payload to type {typeof(T).FullName}: {e.Message}", e);
        }
    }

    /// <summary>The options a serializer starts from.</summary>
    protected virtual JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = new AwsNamingPolicy(),
        Converters = { new DateTimeConverter(), new MemoryStreamConverter(), new ByteArrayConverter() },
    };

    /// <summary>Writes one value.</summary>
    protected abstract void InternalSerialize<T>(Utf8JsonWriter writer, T response);

    /// <summary>Reads one value.</summary>
    protected abstract T InternalDeserialize<T>(byte[] utf8Json);

    // The official signature wants an array of exact length; a serializer of this assembly spares the copy.
    private protected virtual T Read<T>(ReadOnlySpan<byte> utf8Json) => InternalDeserialize<T>(utf8Json.ToArray());
}
