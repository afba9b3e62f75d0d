/* Preloaded into a helper under test (LD_PRELOAD): makes system calls of its serving fail, as told
 * by FAULTS="name:errno:every[,…]": every so many-th call of that name fails with that number. A
 * call that ends nothing by failing (close) is still made. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct fault {
    char name[32];
    int error;
    unsigned every;
    unsigned seen;
};
static struct fault faults[8];
static unsigned count;

__attribute__((constructor)) static void read_faults(void) {
    const char* at = getenv("FAULTS");
    while (at != NULL && *at != '\0' && count < 8) {
        struct fault* f = &faults[count++];
        size_t length = strcspn(at, ":");
        if (length >= sizeof f->name) abort();
        memcpy(f->name, at, length);
        char* end = NULL;
        f->error = (int)strtol(at + length + 1, &end, 10);
        f->every = (unsigned)strtoul(end + 1, &end, 10);
        at = *end == ',' ? end + 1 : end;
    }
}

static int fails(const char* name) {
    for (unsigned i = 0; i < count; ++i) {
        if (strcmp(faults[i].name, name) != 0 || ++faults[i].seen % faults[i].every != 0) continue;
        errno = faults[i].error;
        return 1;
    }
    return 0;
}

#define REAL(type, name, ...)                                              \
    static type (*real)(__VA_ARGS__);                                      \
    if (real == NULL) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name); \
    if (fails(name)) return -1

int sendmmsg(int fd, struct mmsghdr* m, unsigned n, int flags) {
    REAL(int, "sendmmsg", int, struct mmsghdr*, unsigned, int);
    return real(fd, m, n, flags);
}
int recvmmsg(int fd, struct mmsghdr* m, unsigned n, int flags, struct timespec* t) {
    REAL(int, "recvmmsg", int, struct mmsghdr*, unsigned, int, struct timespec*);
    return real(fd, m, n, flags, t);
}
ssize_t send(int fd, const void* b, size_t n, int flags) {
    REAL(ssize_t, "send", int, const void*, size_t, int);
    return real(fd, b, n, flags);
}
ssize_t recv(int fd, void* b, size_t n, int flags) {
    REAL(ssize_t, "recv", int, void*, size_t, int);
    return real(fd, b, n, flags);
}
int accept4(int fd, struct sockaddr* a, socklen_t* n, int flags) {
    REAL(int, "accept4", int, struct sockaddr*, socklen_t*, int);
    return real(fd, a, n, flags);
}
int timerfd_settime(int fd, int flags, const struct itimerspec* v, struct itimerspec* o) {
    REAL(int, "timerfd_settime", int, int, const struct itimerspec*, struct itimerspec*);
    return real(fd, flags, v, o);
}
int epoll_wait(int fd, struct epoll_event* e, int n, int t) {
    REAL(int, "epoll_wait", int, struct epoll_event*, int, int);
    return real(fd, e, n, t);
}
int epoll_pwait(int fd, struct epoll_event* e, int n, int t, const sigset_t* s) {
    REAL(int, "epoll_pwait", int, struct epoll_event*, int, int, const sigset_t*);
    return real(fd, e, n, t, s);
}
int getsockopt(int fd, int level, int name, void* v, socklen_t* n) {
    REAL(int, "getsockopt", int, int, int, void*, socklen_t*);
    return real(fd, level, name, v, n);
}
ssize_t read(int fd, void* b, size_t n) {
    REAL(ssize_t, "read", int, void*, size_t);
    return real(fd, b, n);
}
int setsockopt(int fd, int level, int name, const void* v, socklen_t n) {
    REAL(int, "setsockopt", int, int, int, const void*, socklen_t);
    return real(fd, level, name, v, n);
}
int socket(int domain, int type, int protocol) {
    REAL(int, "socket", int, int, int);
    return real(domain, type, protocol);
}
int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    REAL(int, "prctl", int, unsigned long, unsigned long, unsigned long, unsigned long);
    return real(option, a, b, c, d);
}
int setrlimit(int what, const void* limit) {
    REAL(int, "setrlimit", int, const void*);
    return real(what, limit);
}
int close_range(unsigned first, unsigned last, int flags) {
    REAL(int, "close_range", unsigned, unsigned, int);
    return real(first, last, flags);
}
int setresuid(uid_t r, uid_t e, uid_t s) {
    REAL(int, "setresuid", uid_t, uid_t, uid_t);
    return real(r, e, s);
}
int setresgid(gid_t r, gid_t e, gid_t s) {
    REAL(int, "setresgid", gid_t, gid_t, gid_t);
    return real(r, e, s);
}
/* BIND_TO="port:times": the first so many calls for an internet address ask for that port in place
 * of their own. */
int bind(int fd, const struct sockaddr* a, socklen_t n) {
    REAL(int, "bind", int, const struct sockaddr*, socklen_t);
    static unsigned long done;
    const char* to = getenv("BIND_TO");
    struct sockaddr_storage other;
    if (to == NULL || n > sizeof other || (a->sa_family != AF_INET && a->sa_family != AF_INET6))
        return real(fd, a, n);
    char* end = NULL;
    const unsigned long port = strtoul(to, &end, 10);
    if (done++ >= strtoul(end + 1, NULL, 10)) return real(fd, a, n);
    memcpy(&other, a, n);
    ((struct sockaddr_in*)&other)->sin_port =
        htons((uint16_t)port); /* at the same place for IPv6 */
    return real(fd, (struct sockaddr*)&other, n);
}
int chdir(const char* path) {
    REAL(int, "chdir", const char*);
    return real(path);
}
int timerfd_create(int clock, int flags) {
    REAL(int, "timerfd_create", int, int);
    return real(clock, flags);
}
