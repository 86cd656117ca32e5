// What glibc's <spawn.h> declares only for C that asks for GNU extensions (glibc 2.34).
#include <spawn.h>

extern int posix_spawn_file_actions_addclosefrom_np(
    posix_spawn_file_actions_t *actions, int from);
extern int posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *actions, const char *path);
