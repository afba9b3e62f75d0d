// getpeereid(3), issetugid(2); setgroups(2), which glibc has in <grp.h>
#pragma once
#include_next <unistd.h>
extern "C" {
int getpeereid(int fd, uid_t* user, gid_t* group);
int issetugid(void);
int setgroups(int count, const gid_t* groups);
}
