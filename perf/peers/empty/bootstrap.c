/* The least a Lambda function can do: answers every invocation of a Function URL with a constant 202 and writes
 * nothing. It shows what the platform side costs by itself. One keep-alive connection, no allocation after start. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* Lambda's limit for a synchronous payload is 6 MB; escaping in the envelope can double it. */
#define BUFFER (16 * 1024 * 1024)
#define ROOT "/2018-06-01/runtime/invocation/"
#ifndef STATUS
#define STATUS "202"
#endif
#define RESPONSE \
    "{\"statusCode\":" STATUS ",\"headers\":{\"content-type\":\"application/json\"}," \
    "\"body\":\"{\\\"received\\\":1,\\\"accepted\\\":1,\\\"duplicates\\\":0}\"}"

static char buffer[BUFFER];
static size_t held; /* bytes in the buffer that no message has used yet */

static void fail(const char *what) {
    fprintf(stderr, "bootstrap: %s: %s\n", what, errno ? strerror(errno) : "unexpected response");
    exit(1);
}

static int dial(const char *endpoint) {
    char host[256];
    const char *colon = strrchr(endpoint, ':');
    if (colon == NULL || (size_t)(colon - endpoint) >= sizeof host) {
        fprintf(stderr, "bootstrap: AWS_LAMBDA_RUNTIME_API is \"%s\"; it must be host:port\n", endpoint);
        exit(1);
    }
    memcpy(host, endpoint, (size_t)(colon - endpoint));
    host[colon - endpoint] = '\0';
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *address;
    if (getaddrinfo(host, colon + 1, &hints, &address) != 0) fail("resolve");
    int fd = socket(address->ai_family, address->ai_socktype, 0);
    if (fd < 0 || connect(fd, address->ai_addr, address->ai_addrlen) != 0) fail("connect");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    freeaddrinfo(address);
    return fd;
}

static void write_all(int fd, const char *data, size_t size) {
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n <= 0) fail("write");
        data += n;
        size -= (size_t)n;
    }
}

static void read_more(int fd) {
    if (held == BUFFER - 1) fail("payload larger than the buffer");
    ssize_t n = read(fd, buffer + held, BUFFER - 1 - held);
    if (n < 0) fail("read");
    if (n == 0) exit(0); /* the environment is shut down */
    held += (size_t)n;
    buffer[held] = '\0';
}

static const char *header(const char *name) {
    size_t length = strlen(name);
    for (const char *line = strstr(buffer, "\r\n"); line[2] != '\r'; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':') {
            const char *value = line + 3 + length;
            return value + strspn(value, " ");
        }
    return NULL;
}

/* Reads one response whole, copies its request id and drops it from the buffer; returns its status. */
static int receive(int fd, char *request_id, size_t size) {
    char *end;
    while (held == 0 || (end = strstr(buffer, "\r\n\r\n")) == NULL) read_more(fd);
    if (strncmp(buffer, "HTTP/1.1 ", 9) != 0) fail("status line");
    int status = atoi(buffer + 9);
    const char *length = header("Content-Length");
    const char *id = header("Lambda-Runtime-Aws-Request-Id");
    if (id != NULL) snprintf(request_id, size, "%.*s", (int)strcspn(id, "\r"), id);
    size_t whole = (size_t)(end + 4 - buffer);
    if (length != NULL) {
        whole += strtoul(length, NULL, 10);
        while (held < whole) read_more(fd);
    } else if (header("Transfer-Encoding") != NULL) {
        /* Escaped JSON holds no line breaks, so that this can only be the last chunk. */
        while ((end = strstr(buffer + whole - 2, "\r\n0\r\n\r\n")) == NULL) read_more(fd);
        whole = (size_t)(end + 7 - buffer);
    }
    memmove(buffer, buffer + whole, held - whole + 1);
    held -= whole;
    return status;
}

int main(void) {
    const char *endpoint = getenv("AWS_LAMBDA_RUNTIME_API");
    if (endpoint == NULL) {
        fprintf(stderr, "bootstrap: AWS_LAMBDA_RUNTIME_API is not set; it must be host:port\n");
        return 1;
    }
    char next[512], post[1024], request_id[256] = "";
    int fd = dial(endpoint);
    int next_size = snprintf(next, sizeof next, "GET " ROOT "next HTTP/1.1\r\nHost: %s\r\n\r\n", endpoint);
    for (;;) {
        write_all(fd, next, (size_t)next_size);
        if (receive(fd, request_id, sizeof request_id) != 200) fail("invocation/next");
        int size = snprintf(post, sizeof post,
            "POST " ROOT "%s/response HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
            request_id, endpoint, sizeof RESPONSE - 1, RESPONSE);
        write_all(fd, post, (size_t)size);
        if (receive(fd, request_id, sizeof request_id) / 100 != 2) fail("invocation/response");
    }
}
