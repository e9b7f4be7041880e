/// A program in a pseudo-terminal of its own. Between fork and exec only a few calls are safe, and Swift has no fork.
#ifndef INKLING_CPSEUDOTERMINAL_H
#define INKLING_CPSEUDOTERMINAL_H

/// Starts the program at `path` as the leader of a new session whose terminal has a size.
///
/// It has no other files open than the terminal, as standard input, output and errors; no signal is blocked or ignored.
///
/// `arguments` and `environment` end with NULL. `descriptor` becomes the other end of the terminal, which does not
/// block; the program hangs up when it is closed.
///
/// Returns the process, or the system's error as a negative number.
int ink_start_in_terminal(
    const char *path, char *const arguments[], char *const environment[], int columns, int rows, int *descriptor);

/// Gives the terminal another size, of which the program is told. Returns 0, or the system's error negative.
int ink_resize_terminal(int descriptor, int columns, int rows);

#endif
