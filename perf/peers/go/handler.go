package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"time"
)

var device = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,128}$`)

type entry struct {
	index                 int
	deviceID, sortKey, id string
	receivedAt, data      string
}

type rejection struct {
	Index  int    `json:"index"`
	Detail string `json:"detail"`
}

func (s *sinks) handle(ctx context.Context, envelope []byte, requestID string) (response, error) {
	var r request
	if err := json.Unmarshal(envelope, &r); err != nil {
		return response{}, err
	}
	switch {
	case r.RawPath == "/health":
		return respond(200, map[string]string{"status": "ok"}), nil
	case r.RawPath != "/" && r.RawPath != "/v1/events":
		return respond(404, map[string]string{"title": "Not found"}), nil
	case r.RequestContext.HTTP.Method != "POST":
		return respond(405, map[string]string{"title": "Method not allowed"}), nil
	}
	body := []byte(r.Body)
	if r.IsBase64 {
		body, _ = base64.StdEncoding.DecodeString(r.Body)
	}
	candidates, err := split(body)
	if err != nil {
		return respond(400, map[string]string{"title": "The body is no JSON", "detail": err.Error()}), nil
	}

	now := time.Now().UTC()
	var rejected []rejection
	places := map[string]int{}
	var entries []entry
	for i, candidate := range candidates {
		e, problem := read(i, candidate, now, requestID)
		if problem != "" {
			rejected = append(rejected, rejection{i, problem})
			continue
		}
		key := e.deviceID + "#" + e.sortKey
		if place, known := places[key]; known {
			entries[place] = e
			continue
		}
		places[key] = len(entries)
		entries = append(entries, e)
	}
	result := map[string]any{"received": len(candidates)}
	if rejected != nil {
		result["rejected"] = rejected
	}
	if len(entries) == 0 {
		return respond(400, result), nil
	}
	failed := s.write(ctx, entries, now)
	result["accepted"] = len(entries) - len(failed)
	switch {
	case len(failed) > 0:
		result["retry"] = failed
		return respond(503, result), nil
	case rejected != nil:
		return respond(200, result), nil
	}
	return respond(202, result), nil
}

func split(body []byte) ([]map[string]any, error) {
	var many []map[string]any
	if len(body) > 0 && body[0] == '[' {
		return many, json.Unmarshal(body, &many)
	}
	var one map[string]any
	if err := json.Unmarshal(body, &one); err != nil {
		return nil, err
	}
	if events, ok := one["events"].([]any); ok {
		for _, event := range events {
			object, _ := event.(map[string]any)
			many = append(many, object)
		}
		return many, nil
	}
	return []map[string]any{one}, nil
}

func read(index int, event map[string]any, now time.Time, requestID string) (entry, string) {
	id, problem := validate(event, now)
	if problem != "" {
		return entry{}, problem
	}
	if id == "" {
		text, _ := json.Marshal(event)
		sum := sha256.Sum256(text)
		id = base64.RawURLEncoding.EncodeToString(sum[:])[:22]
	}
	received := now.Format("2006-01-02T15:04:05.000Z")
	event["id"], event["receivedAt"], event["requestId"] = id, received, requestID
	data, _ := json.Marshal(event)
	deviceID, _ := event["deviceId"].(string)
	at, _ := event["time"].(string)
	return entry{index, deviceID, at + "#" + id, id, received, string(data)}, ""
}

func validate(event map[string]any, now time.Time) (id, problem string) {
	if deviceID, _ := event["deviceId"].(string); !device.MatchString(deviceID) {
		return "", "deviceId is missing or malformed"
	}
	text, _ := event["time"].(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Before(now.Add(-7*24*time.Hour)) || at.After(now.Add(5*time.Minute)) {
		return "", "time is missing, malformed or out of the window"
	}
	values, _ := event["values"].(map[string]any)
	if len(values) < 1 || len(values) > 64 {
		return "", "values holds 1 to 64 entries"
	}
	for key, value := range values {
		if len(key) < 1 || len(key) > 64 {
			return "", "a key of values has 1 to 64 characters"
		}
		switch v := value.(type) {
		case float64, bool:
		case string:
			if len(v) > 1024 {
				return "", "values." + key + " is too long"
			}
		default:
			return "", "values." + key + " is no number, boolean or short string"
		}
	}
	given, isText := event["id"].(string)
	if event["id"] != nil && (!isText || len(given) > 64) {
		return "", "id has at most 64 characters"
	}
	return given, ""
}
