// kqueue(2), kevent(2). The numbers are our own.
#pragma once
#include <cstddef>
#include <cstdint>
#include <ctime>
struct kevent {
    std::uintptr_t ident;
    std::int16_t filter;
    std::uint16_t flags;
    std::uint32_t fflags;
    std::intptr_t data;
    void* udata;
};
#define EV_SET(at, a, b, c, d, e, f) \
    do {                             \
        struct kevent* to = (at);    \
        to->ident = (a);             \
        to->filter = (b);            \
        to->flags = (c);             \
        to->fflags = (d);            \
        to->data = (e);              \
        to->udata = (f);             \
    } while (0)
#define EVFILT_READ (-1)
#define EVFILT_WRITE (-2)
#define EVFILT_TIMER (-7)
#define EV_ADD 0x0001
#define EV_DELETE 0x0002
#define EV_ONESHOT 0x0010
#define NOTE_NSECONDS 0x0004
#define NOTE_ABSOLUTE 0x0008
#define NOTE_CRITICAL 0x0020
extern "C" {
int kqueue(void);
int kevent(int queue, const struct kevent* changes, int change_count, struct kevent* events,
           int event_count, const struct timespec* timeout);
}
