/* Preloaded into a helper under test (LD_PRELOAD): a step of CLOCK_REALTIME, told by
 * CLOCK_STEP="at:by", nanoseconds both. From `at` of CLOCK_MONOTONIC on, the clock and the kernel's
 * stamps of packets are `by` ahead; CLOCK_MONOTONIC goes on as it does when somebody sets the
 * clock. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static int64_t from_real =
    INT64_MAX; /* the moment, as CLOCK_REALTIME would have it without a step */
static int64_t by;

static const int64_t second = 1000000000;

static int64_t nanoseconds(const struct timespec* t) { return t->tv_sec * second + t->tv_nsec; }

static int real_gettime(clockid_t clock, struct timespec* t) {
    static int (*real)(clockid_t, struct timespec*);
    if (real == NULL)
        real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
    return real(clock, t);
}

__attribute__((constructor)) static void read_step(void) {
    const char* text = getenv("CLOCK_STEP");
    if (text == NULL) abort();
    char* end = NULL;
    const int64_t at = strtoll(text, &end, 10);
    by = strtoll(end + 1, NULL, 10);
    struct timespec real, mono;
    real_gettime(CLOCK_REALTIME, &real);
    real_gettime(CLOCK_MONOTONIC, &mono);
    from_real = at + nanoseconds(&real) - nanoseconds(&mono);
}

static void shift(struct timespec* t) {
    const int64_t told = nanoseconds(t);
    if (told < from_real) return;
    t->tv_sec = (told + by) / second;
    t->tv_nsec = (told + by) % second;
}

static void shift_stamps(struct msghdr* m) {
    for (struct cmsghdr* c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET) continue;
        const size_t stamps = c->cmsg_type == SCM_TIMESTAMPNS    ? 1
                              : c->cmsg_type == SCM_TIMESTAMPING ? 3
                                                                 : 0;
        for (size_t i = 0; i < stamps; ++i) {
            struct timespec t;
            memcpy(&t, CMSG_DATA(c) + i * sizeof t, sizeof t);
            shift(&t);
            memcpy(CMSG_DATA(c) + i * sizeof t, &t, sizeof t);
        }
    }
}

int clock_gettime(clockid_t clock, struct timespec* t) {
    const int result = real_gettime(clock, t);
    if (result == 0 && clock == CLOCK_REALTIME) shift(t);
    return result;
}

int recvmmsg(int fd, struct mmsghdr* m, unsigned n, int flags, struct timespec* timeout) {
    static int (*real)(int, struct mmsghdr*, unsigned, int, struct timespec*);
    if (real == NULL)
        real = (int (*)(int, struct mmsghdr*, unsigned, int, struct timespec*))dlsym(RTLD_NEXT,
                                                                                     "recvmmsg");
    const int got = real(fd, m, n, flags, timeout);
    for (int i = 0; i < got; ++i) shift_stamps(&m[i].msg_hdr);
    return got;
}

ssize_t recvmsg(int fd, struct msghdr* m, int flags) {
    static ssize_t (*real)(int, struct msghdr*, int);
    if (real == NULL) real = (ssize_t(*)(int, struct msghdr*, int))dlsym(RTLD_NEXT, "recvmsg");
    const ssize_t got = real(fd, m, flags);
    if (got >= 0) shift_stamps(m);
    return got;
}
