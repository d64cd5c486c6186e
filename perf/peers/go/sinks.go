package main

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamo "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	shard "github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

const attempts = 5

type sinks struct {
	stream, table string
	retention     time.Duration
	kinesis       *kinesis.Client
	dynamodb      *dynamodb.Client
}

func connect(ctx context.Context) (*sinks, error) {
	// Debian's SDK is older than these variables, which newer ones read by themselves.
	endpoints := aws.EndpointResolverWithOptionsFunc(func(service, region string, _ ...any) (aws.Endpoint, error) {
		url := os.Getenv("AWS_ENDPOINT_URL")
		switch {
		case service == kinesis.ServiceID && os.Getenv("AWS_ENDPOINT_URL_KINESIS") != "":
			url = os.Getenv("AWS_ENDPOINT_URL_KINESIS")
		case service == dynamodb.ServiceID && os.Getenv("AWS_ENDPOINT_URL_DYNAMODB") != "":
			url = os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")
		}
		if url == "" {
			return aws.Endpoint{}, &aws.EndpointNotFoundError{}
		}
		return aws.Endpoint{URL: url, HostnameImmutable: true, SigningRegion: region}, nil
	})
	settings, err := config.LoadDefaultConfig(ctx, config.WithEndpointResolverWithOptions(endpoints))
	if err != nil {
		return nil, err
	}
	days, err := strconv.Atoi(os.Getenv("RETENTION_DAYS"))
	if err != nil {
		days = 30
	}
	return &sinks{os.Getenv("STREAM_NAME"), os.Getenv("TABLE_NAME"), time.Duration(days) * 24 * time.Hour, kinesis.NewFromConfig(settings), dynamodb.NewFromConfig(settings)}, nil
}

// write returns the ids of the events that are not in both sinks.
func (s *sinks) write(ctx context.Context, entries []entry, now time.Time) map[string]bool {
	var lock sync.Mutex
	var tasks sync.WaitGroup
	failed := map[string]bool{}
	run := func(size int, send func(context.Context, []entry) []entry) {
		for from := 0; from < len(entries); from += size {
			to := from + size
			if to > len(entries) {
				to = len(entries)
			}
			tasks.Add(1)
			go func(chunk []entry) {
				defer tasks.Done()
				for attempt := 0; attempt < attempts && len(chunk) > 0; attempt++ {
					if attempt > 0 {
						time.Sleep(time.Duration(rand.Int63n(int64(50*time.Millisecond) << attempt)))
					}
					chunk = send(ctx, chunk)
				}
				lock.Lock()
				defer lock.Unlock()
				for _, e := range chunk {
					failed[e.id] = true
				}
			}(entries[from:to])
		}
	}
	expires := fmt.Sprint(now.Add(s.retention).Unix())
	run(500, s.putRecords)
	run(25, func(ctx context.Context, chunk []entry) []entry { return s.batchWrite(ctx, chunk, expires) })
	tasks.Wait()
	return failed
}

func (s *sinks) putRecords(ctx context.Context, entries []entry) []entry {
	input := &kinesis.PutRecordsInput{StreamName: &s.stream}
	for i := range entries {
		input.Records = append(input.Records, shard.PutRecordsRequestEntry{Data: []byte(entries[i].data + "\n"), PartitionKey: &entries[i].deviceID})
	}
	output, err := s.kinesis.PutRecords(ctx, input)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return entries
	}
	var pending []entry
	for i, record := range output.Records {
		if record.ErrorCode != nil {
			pending = append(pending, entries[i])
		}
	}
	return pending
}

func (s *sinks) batchWrite(ctx context.Context, entries []entry, expires string) []entry {
	var writes []dynamo.WriteRequest
	for _, e := range entries {
		writes = append(writes, dynamo.WriteRequest{PutRequest: &dynamo.PutRequest{Item: map[string]dynamo.AttributeValue{
			"deviceId":   &dynamo.AttributeValueMemberS{Value: e.deviceID},
			"sk":         &dynamo.AttributeValueMemberS{Value: e.sortKey},
			"data":       &dynamo.AttributeValueMemberS{Value: e.data},
			"receivedAt": &dynamo.AttributeValueMemberS{Value: e.receivedAt},
			"expiresAt":  &dynamo.AttributeValueMemberN{Value: expires},
		}}})
	}
	output, err := s.dynamodb.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]dynamo.WriteRequest{s.table: writes}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return entries
	}
	left := map[string]bool{}
	for _, write := range output.UnprocessedItems[s.table] {
		left[write.PutRequest.Item["sk"].(*dynamo.AttributeValueMemberS).Value] = true
	}
	var pending []entry
	for _, e := range entries {
		if left[e.sortKey] {
			pending = append(pending, e)
		}
	}
	return pending
}
