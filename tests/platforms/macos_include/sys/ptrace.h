// ptrace(2). The number is our own.
#pragma once
#include <sys/types.h>
#define PT_DENY_ATTACH 31
extern "C" {
int ptrace(int request, pid_t process, caddr_t address, int data);
}
