#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int ink_resize_terminal(int descriptor, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return ioctl(descriptor, TIOCSWINSZ, &size) == 0 ? 0 : -errno;
}

/// Opens both ends. Returns 0, or the error negative with nothing left open.
static int open_ends(int *outer, int *inner, int columns, int rows) {
  char name[128];
  *inner = -1;
  *outer = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*outer < 0) return -errno;
  if (grantpt(*outer) == 0 && unlockpt(*outer) == 0 && ptsname_r(*outer, name, sizeof name) == 0)
    *inner = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  int error = *inner < 0 ? -errno : ink_resize_terminal(*inner, columns, rows);
  if (error == 0 && fcntl(*outer, F_SETFL, O_NONBLOCK) < 0) error = -errno;
  if (error == 0) return 0;
  close(*outer);
  if (*inner >= 0) close(*inner);
  return error < 0 ? error : -EIO;
}

/// What the child does: becomes the program, or writes the error into `report` and ends.
static void become(
    const char *path, char *const arguments[], char *const environment[], int terminal, int report) {
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int well = setsid() >= 0 && ioctl(terminal, TIOCSCTTY, 0) == 0;
  for (int file = 0; file < 3; file++) well = well && dup2(terminal, file) >= 0;
  // The report too closes with exec, so that its end says that all went well.
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (well) execve(path, arguments, environment);
  const int error = errno;
  const ssize_t written = write(report, &error, sizeof error);
  (void)written;
  _exit(127);
}

int ink_start_in_terminal(
    const char *path, char *const arguments[], char *const environment[], int columns, int rows, int *descriptor) {
  int outer, inner, report[2];
  int error = open_ends(&outer, &inner, columns, rows);
  if (error != 0) return error;
  if (pipe2(report, O_CLOEXEC) != 0) {
    error = -errno;
    close(outer);
    close(inner);
    return error;
  }
  const pid_t process = fork();
  if (process < 0) error = -errno;
  if (process == 0) become(path, arguments, environment, inner, report[1]);
  close(inner);
  close(report[1]);
  if (process > 0) {
    int found = 0;
    ssize_t count;
    do count = read(report[0], &found, sizeof found);
    while (count < 0 && errno == EINTR);
    if (count > 0) {
      error = -found;
      waitpid(process, NULL, 0);
    }
  }
  close(report[0]);
  if (error != 0) {
    close(outer);
    return error;
  }
  *descriptor = outer;
  return process;
}
