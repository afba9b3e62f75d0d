/* Linked into every program that ThreadSanitizer builds. libuv closes descriptors by syscall(2), which
 * ThreadSanitizer does not intercept: to it they stay open, and when another thread is given the same number, that
 * thread's open(2) frees what the first one made, a race that is none. Here it is told of them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { kMost = 6 }; /* arguments of a system call, syscall(2) */

typedef long (*Syscall)(long number, ...);
static Syscall system_call;

__attribute__((constructor)) static void find_system_call(void) {
    system_call = (Syscall)dlsym(RTLD_NEXT, "syscall");
}

long syscall(long number, ...) {
    long argument[kMost];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < kMost; ++i) argument[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_close) return close((int)argument[0]);
    if (system_call == NULL) find_system_call(); /* another library's constructor came first */
    return system_call(number, argument[0], argument[1], argument[2], argument[3], argument[4],
                       argument[5]);
}
