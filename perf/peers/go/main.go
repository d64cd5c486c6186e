// A handler in Go on the AWS SDK for Go v2, with the runtime API loop that aws-lambda-go would run: it validates roughly,
// PutRecords and BatchWriteItem in parallel, and sends failed records again.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

type request struct {
	RawPath        string `json:"rawPath"`
	Body           string `json:"body"`
	IsBase64       bool   `json:"isBase64Encoded"`
	RequestContext struct {
		HTTP struct {
			Method string `json:"method"`
		} `json:"http"`
	} `json:"requestContext"`
}

type response struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body"`
}

func respond(status int, body any) response {
	text, _ := json.Marshal(body)
	return response{status, map[string]string{"content-type": "application/json"}, string(text)}
}

func main() {
	base := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	sinks, err := connect(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		next, err := http.Get(base + "next")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		body, _ := io.ReadAll(next.Body)
		next.Body.Close()
		id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		deadline, _ := strconv.ParseInt(next.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64)
		ctx, cancel := context.WithDeadline(context.Background(), time.UnixMilli(deadline))
		result, err := sinks.handle(ctx, body, id)
		cancel()
		if err != nil {
			post(base+id+"/error", map[string]string{"errorType": "Error", "errorMessage": err.Error()})
		} else {
			post(base+id+"/response", result)
		}
	}
}

func post(url string, value any) {
	text, _ := json.Marshal(value)
	sent, err := http.Post(url, "application/json", bytes.NewReader(text))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	io.Copy(io.Discard, sent.Body)
	sent.Body.Close()
}
