/* An HTTP server that a load generator is measured against: it answers every POST with a constant 202 after a service
 * time it chooses itself, and says at its end how long it really took. One thread, keep-alive, no pipelining.
 *
 *   target [FLOOR_MS MEAN_MS CAP_MS]
 *
 * Service times are FLOOR + an exponential of mean MEAN, at most CAP; without arguments, none. They are drawn from a
 * golden-ratio sequence, which covers the distribution evenly: its percentiles are a property of the target, not of
 * chance. Prints its port; when its input ends, prints "requests N p50_us A p99_us B" and ends. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define BUFFER (64 * 1024)
#define MAX_FDS 65536
#define MAX_SAMPLES (8 * 1024 * 1024)
#define GOLDEN 0.6180339887498949
#define BODY "{\"received\":1,\"accepted\":1,\"duplicates\":0}"
#define HEAD "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\ningest-outcome: accepted\r\nContent-Length: %zu\r\n\r\n%s"

struct connection {
    int fd;
    size_t held;   /* bytes in the buffer */
    size_t wanted; /* bytes of the request, once its head is there */
    uint64_t begun; /* when the request was whole */
    uint64_t due;
    char buffer[BUFFER];
};

static struct connection *connections[MAX_FDS];
static struct connection *waiting[MAX_FDS]; /* a heap by due */
static int waiting_count;
static uint32_t *samples;
static uint64_t requests, answered;
static double floor_ns, mean_ns, cap_ns;
static int epoll, timer, answer_size;
static char answer_text[512];

static void fail(const char *what) {
    fprintf(stderr, "target: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t service_time(void) {
    double u = fmod((double)requests * GOLDEN, 1.0);
    double t = floor_ns - mean_ns * log(1.0 - u);
    return (uint64_t)(t < cap_ns ? t : cap_ns);
}

static void push(struct connection *c) {
    int at = waiting_count++;
    for (; at > 0 && waiting[(at - 1) / 2]->due > c->due; at = (at - 1) / 2) waiting[at] = waiting[(at - 1) / 2];
    waiting[at] = c;
}

static struct connection *pop(void) {
    struct connection *first = waiting[0], *last = waiting[--waiting_count];
    int at = 0;
    for (int child; (child = 2 * at + 1) < waiting_count; at = child) {
        if (child + 1 < waiting_count && waiting[child + 1]->due < waiting[child]->due) child++;
        if (waiting[child]->due >= last->due) break;
        waiting[at] = waiting[child];
    }
    waiting[at] = last;
    return first;
}

static void hang_up(struct connection *c) {
    connections[c->fd] = NULL;
    close(c->fd);
    free(c);
}

static void respond(struct connection *c) {
    /* The response is far smaller than a socket's buffer; a client that does not read is none of ours. */
    ssize_t written = write(c->fd, answer_text, (size_t)answer_size);
    if (answered < MAX_SAMPLES) samples[answered] = (uint32_t)((now() - c->begun) / 1000);
    answered++;
    c->held = c->wanted = 0;
    c->due = 0;
    if (written != answer_size) hang_up(c);
}

static void arm(void) {
    if (waiting_count == 0) return;
    uint64_t due = waiting[0]->due;
    struct itimerspec at = {.it_value = {.tv_sec = (time_t)(due / 1000000000u), .tv_nsec = (long)(due % 1000000000u)}};
    if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL) != 0) fail("timerfd_settime");
}

static void receive(struct connection *c) {
    ssize_t n = read(c->fd, c->buffer + c->held, BUFFER - 1 - c->held);
    if (n <= 0) {
        /* A connection in the heap is closed when its turn comes. */
        if (c->due == 0) hang_up(c);
        else shutdown(c->fd, SHUT_RDWR);
        return;
    }
    c->held += (size_t)n;
    c->buffer[c->held] = '\0';
    if (c->wanted == 0) {
        char *end = strstr(c->buffer, "\r\n\r\n");
        if (end == NULL) return;
        char *length = strcasestr(c->buffer, "\r\ncontent-length:");
        c->wanted = (size_t)(end + 4 - c->buffer) + (length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0);
        if (c->wanted >= BUFFER) { errno = EMSGSIZE; fail("request"); }
    }
    if (c->held < c->wanted) return;
    c->begun = now();
    requests++;
    if (cap_ns <= 0) respond(c);
    else {
        c->due = c->begun + service_time();
        push(c);
        if (waiting[0] == c) arm();
    }
}

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void report(void) {
    size_t count = answered < MAX_SAMPLES ? answered : MAX_SAMPLES;
    qsort(samples, count, sizeof *samples, ascending);
    printf("requests %llu p50_us %u p99_us %u\n", (unsigned long long)answered,
        count == 0 ? 0 : samples[(count - 1) * 50 / 100], count == 0 ? 0 : samples[(count - 1) * 99 / 100]);
    exit(0);
}

static void watch(int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

int main(int argc, char **argv) {
    if (argc == 4) {
        floor_ns = atof(argv[1]) * 1e6;
        mean_ns = atof(argv[2]) * 1e6;
        cap_ns = atof(argv[3]) * 1e6;
    }
    answer_size = snprintf(answer_text, sizeof answer_text, HEAD, sizeof BODY - 1, BODY);
    samples = calloc(MAX_SAMPLES, sizeof *samples);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1024) != 0) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    epoll = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(listener);
    watch(timer);
    watch(STDIN_FILENO);
    for (struct epoll_event events[256];;) {
        int ready = epoll_wait(epoll, events, 256, -1);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == STDIN_FILENO) report();
            else if (fd == listener) {
                int accepted = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (accepted < 0 || accepted >= MAX_FDS) fail("accept");
                setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                connections[accepted] = calloc(1, sizeof(struct connection));
                connections[accepted]->fd = accepted;
                watch(accepted);
            } else if (fd == timer) {
                uint64_t ticks;
                (void)!read(timer, &ticks, sizeof ticks);
                while (waiting_count > 0 && waiting[0]->due <= now()) respond(pop());
                arm();
            } else if (connections[fd] != NULL) receive(connections[fd]);
        }
    }
}
