#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// MARK: Screen

SCREEN *ink_open_screen(void) { return newterm(NULL, stdout, stdin); }

const char *ink_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}

const char *ink_filled(const char *name, int first, int second) {
  const char *capability = ink_capability(name);
  return capability ? tparm(capability, (long)first, (long)second) : NULL;
}

// MARK: Signals

static int pipe_ends[2] = {-1, -1};

int ink_signal_pipe(void) {
  if (pipe_ends[0] >= 0) return pipe_ends[0];
  if (pipe(pipe_ends) != 0) return -1;
  for (int end = 0; end < 2; end++) {
    fcntl(pipe_ends[end], F_SETFL, O_NONBLOCK);
    fcntl(pipe_ends[end], F_SETFD, FD_CLOEXEC);
  }
  return pipe_ends[0];
}

static void notify(int signal_number) {
  int saved = errno;
  char byte = (char)signal_number;
  ssize_t written = write(pipe_ends[1], &byte, 1);
  (void)written;
  errno = saved;
}

int ink_notify_on(int signal_number) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = notify;
  sigemptyset(&action.sa_mask);
  return sigaction(signal_number, &action, NULL);
}

void ink_stop_here(void) {
  // The whole group, as the terminal itself would do it: a script that runs the program stops with it.
  signal(SIGTSTP, SIG_DFL);
  kill(0, SIGTSTP);
  ink_notify_on(SIGTSTP);
}

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
enum { fatal_count = sizeof fatal_signals / sizeof fatal_signals[0] };

void ink_unblock_signals(void) {
  static const int ordinary[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof ordinary / sizeof ordinary[0]; i++) sigaddset(&set, ordinary[i]);
  for (int i = 0; i < fatal_count; i++) sigaddset(&set, fatal_signals[i]);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static int guarded = -1;
static struct termios saved_settings;
static int have_settings = 0;
static char restore_bytes[512];
static size_t restore_length = 0;
static char handler_stack[65536];

static void restore_and_die(int signal_number) {
  if (guarded >= 0) {
    ssize_t written = write(guarded, restore_bytes, restore_length);
    (void)written;
    if (have_settings) tcsetattr(guarded, TCSANOW, &saved_settings);
  }
  // SA_RESETHAND has put the default action back: the process dies of the same signal.
  raise(signal_number);
}

void ink_guard_terminal(int descriptor, const char *restore, size_t length) {
  restore_length = length < sizeof restore_bytes ? length : sizeof restore_bytes;
  memcpy(restore_bytes, restore, restore_length);
  have_settings = tcgetattr(descriptor, &saved_settings) == 0;
  guarded = descriptor;

  // Its own stack, so that running out of the ordinary one still restores the terminal.
  stack_t stack;
  memset(&stack, 0, sizeof stack);
  stack.ss_sp = handler_stack;
  stack.ss_size = sizeof handler_stack;
  sigaltstack(&stack, NULL);

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = restore_and_die;
  action.sa_flags = (int)(SA_RESETHAND | SA_ONSTACK);
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < fatal_count; i++) sigaction(fatal_signals[i], &action, NULL);
}

void ink_unguard_terminal(void) {
  guarded = -1;
  for (int i = 0; i < fatal_count; i++) signal(fatal_signals[i], SIG_DFL);
}
