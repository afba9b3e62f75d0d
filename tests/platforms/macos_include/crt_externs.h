// environ(7): "Shared libraries and bundles … _NSGetEnviron()"
#pragma once
extern "C" {
char*** _NSGetEnviron(void);
}
