// Tells the thread sanitizer of a lock that it cannot see: Swift's Mutex takes the short way in the
// program's own code, which is watched, and waits in a library of the toolchain, which is not. Linked
// into a program it stands before that library.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define HANDLE "$s15Synchronization12_MutexHandleV"
#define LOCK HANDLE "9_lockSlowyys6UInt32VF"
#define UNLOCK HANDLE "11_unlockSlowyyF"
#define TRY HANDLE "12_tryLockSlowSbyF"

extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

SWIFT void waits(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void wakes(SELF void *mutex) __asm__(UNLOCK);
SWIFT _Bool tries(SELF void *mutex) __asm__(TRY);

static SWIFT void (*lock)(uint32_t thread, SELF void *mutex);
static SWIFT void (*unlock)(SELF void *mutex);
static SWIFT _Bool (*try_lock)(SELF void *mutex);

// Before anything of the program runs, so that no lock is needed here.
__attribute__((constructor)) static void find(void) {
  *(void **)&lock = dlsym(RTLD_NEXT, LOCK);
  *(void **)&unlock = dlsym(RTLD_NEXT, UNLOCK);
  *(void **)&try_lock = dlsym(RTLD_NEXT, TRY);
}

SWIFT void waits(uint32_t thread, SELF void *mutex) {
  lock(thread, mutex);
  __tsan_acquire(mutex);
}

SWIFT void wakes(SELF void *mutex) {
  __tsan_release(mutex);
  unlock(mutex);
}

SWIFT _Bool tries(SELF void *mutex) {
  _Bool is_ours = try_lock(mutex);
  if (is_ours) __tsan_acquire(mutex);
  return is_ours;
}
